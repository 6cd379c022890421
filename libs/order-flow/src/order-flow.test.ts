import { Engine, takeSnapshot } from '@qsl/matching-engine';
import t from 'tap';
import { CommandKind, type FlowOptions, OrderFlow, orderFlow } from './index.ts';

const MAX_SEED = 2n ** 64n - 1n;

t.test('no symbols, no commands', async (t) => {
  t.strictSame([...orderFlow({ seed: 42n, symbols: 0, orders: 5 })], []);
});

t.test('no orders, nothing but registrations', async (t) => {
  t.strictSame(
    [...orderFlow({ seed: 42n, symbols: 2, orders: 0 })],
    [
      { kind: 'register', name: 'S0' },
      { kind: 'register', name: 'S1' },
    ],
  );
});

t.test('the first command is a limit, for nothing is there to be cancelled', async (t) => {
  for (let seed = 0n; seed < 50n; seed++) {
    t.match([...orderFlow({ seed, symbols: 1, orders: 1 })][1], { kind: 'limit', symbol: 0, id: 1 });
  }
});

t.test('the same seed gives the same flow, another another', async (t) => {
  const flow = (seed: bigint) => JSON.stringify([...orderFlow({ seed, symbols: 3, orders: 500 })]);
  for (const seed of [0n, 42n, MAX_SEED]) t.equal(flow(seed), flow(seed));
  t.equal(new Set([0n, 1n, 42n, MAX_SEED - 1n, MAX_SEED].map(flow)).size, 5);
});

t.test('a longer flow begins like a shorter one', async (t) => {
  const [short, long] = [100, 300].map((orders) => [...orderFlow({ seed: 9n, symbols: 3, orders })]);
  t.strictSame(long?.slice(0, short?.length), short);
});

t.test('more than half of the new orders are for the first symbol, the others share the rest', async (t) => {
  for (const symbols of [2, 50, 400]) {
    const counts = new Float64Array(symbols);
    const flow = new OrderFlow({ seed: 3n, symbols, orders: 60_000 });
    while (flow.next()) {
      if (flow.kind === CommandKind.Limit || flow.kind === CommandKind.Market) counts[flow.symbol]!++;
    }
    const [first = 0, ...others] = counts;
    const share = first / counts.reduce((sum, count) => sum + count);
    t.ok(share > 0.54 && share < 0.56, `${symbols} symbols: ${share} of all for S0`);
    t.ok(
      others.every((count) => count > 0 && count < first),
      `${symbols} symbols: all are used`,
    );
  }
});

t.test('every command is within its bounds, and prices stay near a mid of 80 to 140', async (t) => {
  const kinds = new Map<CommandKind, number>();
  const flow = new OrderFlow({ seed: 5n, symbols: 2048, orders: 50_000 });
  let outside = 0;
  while (flow.next()) {
    kinds.set(flow.kind, (kinds.get(flow.kind) ?? 0) + 1);
    const isPriced = flow.kind === CommandKind.Limit || flow.kind === CommandKind.Modify;
    if (isPriced && (flow.price < 80 - 4 || flow.price > 140 + 4)) outside++;
    if (flow.kind !== CommandKind.Cancel && (flow.quantity < 1 || flow.quantity > 12)) outside++;
    if (flow.symbol < 0 || flow.symbol >= 2048) outside++;
  }
  t.equal(outside, 0);
  t.equal(kinds.size, 4, 'all kinds occur');
});

t.test('its engine is where an engine of one’s own would be', async (t) => {
  const options = { seed: 11n, symbols: 4, orders: 20_000 };
  const flow = new OrderFlow(options);
  while (flow.next());
  t.strictSame(takeSnapshot(flow.engine), takeSnapshot(applied(options)));
  t.ok(flow.engine.totalTrades > 1000);
});

t.test('tookEffect tells whether there was an event', async (t) => {
  const flow = new OrderFlow({ seed: 13n, symbols: 2, orders: 5000 });
  let last = 0;
  let without = 0;
  while (flow.next()) {
    if (flow.tookEffect !== flow.engine.lastSequence > last) t.fail(`command ${flow.kind} on ${flow.id}`);
    if (!flow.tookEffect) without++;
    last = flow.engine.lastSequence;
  }
  t.ok(without > 10, `${without} cancels of unknown orders`);
});

t.test('options out of range are refused', async (t) => {
  const good = { seed: 1n, symbols: 3, orders: 10 };
  const bad: Partial<FlowOptions>[] = [
    { symbols: -1 },
    { symbols: 2049 },
    { symbols: 1.5 },
    { orders: -1 },
    { orders: 2 ** 31 },
    { orders: Number.NaN },
  ];
  for (const change of bad) t.throws(() => new OrderFlow({ ...good, ...change }), RangeError, JSON.stringify(change));
  t.doesNotThrow(() => new OrderFlow({ ...good, symbols: 2048, orders: 2 ** 31 - 1 }));
});

/** The flow's commands, as objects, on an engine that is not the flow's. */
function applied(options: FlowOptions): Engine {
  const engine = Engine.create({ maxOrders: 4096, maxSymbols: options.symbols });
  for (const command of orderFlow(options)) {
    switch (command.kind) {
      case 'register':
        engine.addSymbol();
        break;
      case 'limit': {
        const { symbol, side, id, price, quantity, timeInForce } = command;
        engine.submitLimit(symbol, side, 0, id, price, quantity, timeInForce);
        break;
      }
      case 'market':
        engine.submitMarket(command.symbol, command.side, command.quantity);
        break;
      case 'cancel':
        engine.cancel(command.symbol, 0, command.id);
        break;
      case 'modify':
        engine.modify(command.symbol, 0, command.id, command.price, command.quantity);
        break;
    }
  }
  return engine;
}
