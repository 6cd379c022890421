import t from 'tap';
import { Engine } from './engine.ts';
import { Side, TimeInForce } from './order-types.ts';
import { takeSnapshot } from './snapshot.ts';

const { GoodTillCancel } = TimeInForce;
const LARGEST_QUANTITY = 2 ** 32 - 1;

t.test('an engine without symbols has a snapshot without books', async (t) => {
  const engine = Engine.create({ maxOrders: 1, maxSymbols: 1 });
  t.same(takeSnapshot(engine), { lastSequence: 0, trades: 0, books: [] });
});

t.test('levels are best first, their totals wider than one quantity, empty sides null', async (t) => {
  const engine = Engine.create({ maxOrders: 8, maxSymbols: 2 });
  engine.addSymbol();
  engine.addSymbol();
  for (let id = 1; id <= 3; id++) engine.submitLimit(0, Side.Buy, 0, id, 99, LARGEST_QUANTITY, GoodTillCancel);
  engine.submitLimit(0, Side.Buy, 0, 4, 100, 5, GoodTillCancel);
  engine.submitLimit(0, Side.Sell, 0, 5, 2 ** 53 - 1, 1, GoodTillCancel);
  engine.submitLimit(0, Side.Sell, 0, 6, 101, 2, GoodTillCancel);
  engine.submitLimit(0, Side.Sell, 0, 7, 100, 1, GoodTillCancel);
  t.same(takeSnapshot(engine), {
    lastSequence: 8,
    trades: 1,
    books: [
      {
        symbol: 0,
        bestBid: 100,
        bestAsk: 101,
        orders: 6,
        bids: [
          { price: 100, total: 4 },
          { price: 99, total: 3 * LARGEST_QUANTITY },
        ],
        asks: [
          { price: 101, total: 2 },
          { price: 2 ** 53 - 1, total: 1 },
        ],
      },
      { symbol: 1, bestBid: null, bestAsk: null, orders: 0, bids: [], asks: [] },
    ],
  });
});
