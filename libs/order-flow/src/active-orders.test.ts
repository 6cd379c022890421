import { Side } from '@qsl/matching-engine';
import fc from 'fast-check';
import t from 'tap';
import { ActiveOrders } from './active-orders.ts';

interface Order {
  symbol: number;
  id: number;
  side: Side;
  quantity: number;
}

/** What the list should be: an array. */
class PlainList {
  orders: Order[] = [];

  append(order: Order): void {
    this.orders.push(order);
  }

  remove(id: number): void {
    this.orders = this.orders.filter((order) => order.id !== id);
  }
}

function contents(active: ActiveOrders): Order[] {
  return Array.from({ length: active.count }, (_, k) => {
    return { symbol: active.symbolAt(k), id: active.idAt(k), side: active.sideAt(k), quantity: active.quantityAt(k) };
  });
}

/** Appends (with a step to the next id) and removals (of the order a share of the way through all ids so far). */
const steps = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        idStep: fc.integer({ min: 1, max: 3 }),
        symbol: fc.nat(9),
        side: fc.constantFrom(Side.Buy, Side.Sell),
        quantity: fc.integer({ min: 1, max: 12 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }) }) },
  ),
  { maxLength: 3000, size: 'max' },
);

t.test('it holds what a plain array would, in the same order', async (t) => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const [active, plain] = [new ActiveOrders(), new PlainList()];
      let lastId = 0;
      for (const step of sequence) {
        if ('share' in step) {
          const id = Math.round(step.share * (lastId + 1));
          active.remove(id);
          plain.remove(id);
        } else {
          lastId += step.idStep;
          const { symbol, side, quantity } = step;
          active.append(symbol, lastId, side, quantity);
          plain.append({ symbol, id: lastId, side, quantity });
        }
      }
      t.strictSame(contents(active), plain.orders);
    }),
    { numRuns: 30 },
  );
});

t.test('it grows as far as it has to', async (t) => {
  const active = new ActiveOrders();
  for (let id = 1; id <= 5000; id++) active.append(0, id, Side.Buy, 1);
  t.equal(active.count, 5000);
  t.equal(active.idAt(4999), 5000);
  for (let id = 1; id < 5000; id++) active.remove(id);
  for (let id = 5001; id <= 100_000; id++) {
    active.append(0, id, Side.Sell, 1);
    active.remove(id - 1);
  }
  t.equal(active.count, 1);
  t.equal(active.idAt(0), 100_000);
});

t.test('the largest that an order can be', async (t) => {
  const active = new ActiveOrders();
  const largest = { symbol: 2 ** 11 - 1, id: 2 ** 31 - 1, side: Side.Sell, quantity: 2 ** 19 - 1 };
  active.append(largest.symbol, largest.id, largest.side, largest.quantity);
  t.strictSame(contents(active), [largest]);
});

t.test('an order leaves once, and one that never came does not leave', async (t) => {
  const active = new ActiveOrders();
  active.remove(7);
  active.append(0, 7, Side.Buy, 1);
  active.remove(6);
  active.remove(8);
  t.equal(active.count, 1);
  active.remove(7);
  active.remove(7);
  t.equal(active.count, 0);
});
