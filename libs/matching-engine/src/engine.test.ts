import t from 'tap';
import { Engine } from './engine.ts';
import { Side, TimeInForce } from './order-types.ts';

const { Buy, Sell } = Side;
const GTC = TimeInForce.GoodTillCancel;

function engineWith({ maxOrders = 16, symbols = 1, shared = false } = {}): Engine {
  const engine = Engine.create({ maxOrders, maxSymbols: symbols }, { shared });
  for (let i = 0; i < symbols; i++) engine.addSymbol();
  return engine;
}

/** The trades of the last command: [sequence, maker, price, quantity]. */
function tradesOf(engine: Engine): [number, number, number, number][] {
  return Array.from({ length: engine.tradeCount }, (_, i) => [
    engine.firstTradeSequence + i,
    engine.tradeMakerLow(i),
    engine.tradePrice(i),
    engine.tradeQuantity(i),
  ]);
}

/** The queue of a side, best first: [price, id, quantity]. */
function queueOf(engine: Engine, side: Side): [number, number, number][] {
  return [...engine.levels(0, side)].flatMap(({ price, orders }) =>
    orders.map(({ idLow, quantity }): [number, number, number] => [price, idLow, quantity]),
  );
}

t.test('symbols are numbered up to the capacity', async (t) => {
  const engine = Engine.create({ maxOrders: 1, maxSymbols: 2 });
  t.same([engine.addSymbol(), engine.addSymbol()], [0, 1]);
  t.throws(() => engine.addSymbol(), new RangeError('no room for more than 2 symbols'));
  t.equal(engine.symbolCount, 2);
});

t.test('a new engine is empty', async (t) => {
  const engine = engineWith();
  t.same([engine.lastSequence, engine.totalTrades, engine.restingOrders, engine.hasRoom], [0, 0, 0, true]);
  t.same([engine.bestBid(0), engine.bestAsk(0)], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
});

t.test('fills go by price, then by time, at the price of the maker', async (t) => {
  const engine = engineWith();
  engine.submitLimit(0, Sell, 0, 1, 102, 3, GTC);
  engine.submitLimit(0, Sell, 0, 2, 101, 3, GTC);
  engine.submitLimit(0, Sell, 0, 3, 101, 3, GTC);
  engine.submitLimit(0, Sell, 0, 4, 103, 3, GTC);
  engine.submitLimit(0, Buy, 0, 5, 102, 10, GTC);
  t.equal(engine.firstSequence, 5);
  t.same(tradesOf(engine), [
    [6, 2, 101, 3],
    [7, 3, 101, 3],
    [8, 1, 102, 3],
  ]);
  t.same(queueOf(engine, Buy), [[102, 5, 1]]);
  t.same(queueOf(engine, Sell), [[103, 4, 3]]);
  t.same([engine.bestBid(0), engine.bestAsk(0)], [102, 103]);
  t.same([engine.lastSequence, engine.totalTrades], [8, 3]);
});

const fromHalves = (high: number, low: number) => (BigInt(high) << 32n) | BigInt(low >>> 0);

t.test('numbers that cross 2^32 are right in halves', async (t) => {
  const engine = engineWith();
  for (const id of [1, 2, 3]) engine.submitLimit(0, Sell, 0, id, 100, 1, GTC);
  for (const lastSequence of [2 ** 32 - 4, 2 ** 32 - 3, 2 ** 32 - 2, 2 ** 32 - 1]) {
    engine.continueFrom({ lastSequence, totalTrades: 0 });
    const id = engine.lastSequence;
    engine.submitLimit(0, Buy, 0, id, 100, 3, GTC);
    t.equal(fromHalves(engine.firstSequenceHigh(), engine.firstSequenceLow()), BigInt(lastSequence + 1));
    t.same(
      [0, 1, 2].map((i) => fromHalves(engine.tradeSequenceHigh(i), engine.tradeSequenceLow(i))),
      [2, 3, 4].map((i) => BigInt(lastSequence + i)),
    );
    for (const maker of [1, 2, 3]) engine.submitLimit(0, Sell, 0, maker, 100, 1, GTC);
  }
});

t.test('the top in halves is the least int64 where nobody bids, the greatest where nobody asks', async (t) => {
  const engine = engineWith();
  const top = () => [Buy, Sell].map((side) => fromHalves(engine.bestHigh(0, side), engine.bestLow(0, side)));
  t.same(top(), [-(2n ** 63n), 2n ** 63n - 1n]);
  const [bid, ask] = [2 ** 32 + 5, Number.MAX_SAFE_INTEGER];
  engine.submitLimit(0, Buy, 0, 1, bid, 1, GTC);
  engine.submitLimit(0, Sell, 0, 2, ask, 1, GTC);
  t.same(top(), [BigInt(bid), BigInt(ask)]);
});

t.test('modify', async (t) => {
  const cases: { name: string; price: number; quantity: number; trades?: unknown; bids: unknown }[] = [
    {
      name: 'to a smaller quantity keeps its place',
      price: 100,
      quantity: 2,
      bids: [
        [100, 1, 2],
        [100, 2, 5],
      ],
    },
    {
      name: 'to the same quantity keeps its place',
      price: 100,
      quantity: 5,
      bids: [
        [100, 1, 5],
        [100, 2, 5],
      ],
    },
    {
      name: 'to a larger quantity goes to the back',
      price: 100,
      quantity: 6,
      bids: [
        [100, 2, 5],
        [100, 1, 6],
      ],
    },
    {
      name: 'to a worse price goes there',
      price: 99,
      quantity: 5,
      bids: [
        [100, 2, 5],
        [99, 1, 5],
      ],
    },
    {
      name: 'to a better price goes there',
      price: 101,
      quantity: 9,
      bids: [
        [101, 1, 9],
        [100, 2, 5],
      ],
    },
    { name: 'to quantity 0 removes it', price: 100, quantity: 0, bids: [[100, 2, 5]] },
    {
      name: 'to a crossing price trades, and what is left rests',
      price: 110,
      quantity: 7,
      trades: [[5, 3, 110, 4]],
      bids: [
        [110, 1, 3],
        [100, 2, 5],
      ],
    },
    {
      name: 'to a crossing price may fill at once',
      price: 111,
      quantity: 4,
      trades: [[5, 3, 110, 4]],
      bids: [[100, 2, 5]],
    },
  ];
  for (const { name, price, quantity, trades = [], bids } of cases) {
    const engine = engineWith();
    engine.submitLimit(0, Buy, 0, 1, 100, 5, GTC);
    engine.submitLimit(0, Buy, 0, 2, 100, 5, GTC);
    engine.submitLimit(0, Sell, 0, 3, 110, 4, GTC);
    t.equal(engine.modify(0, 0, 1, price, quantity), true);
    t.equal(engine.firstSequence, 4, name);
    t.same(tradesOf(engine), trades, name);
    t.same(queueOf(engine, Buy), bids, name);
  }
});

t.test('an order of a full engine can be modified: its own place is free by then', async (t) => {
  const engine = engineWith({ maxOrders: 2 });
  engine.submitLimit(0, Buy, 0, 1, 100, 5, GTC);
  engine.submitLimit(0, Buy, 0, 2, 100, 5, GTC);
  t.equal(engine.hasRoom, false);
  engine.modify(0, 0, 1, 2 ** 53 - 1, 2 ** 32 - 1);
  t.same(queueOf(engine, Buy), [
    [2 ** 53 - 1, 1, 2 ** 32 - 1],
    [100, 2, 5],
  ]);
});

t.test('what does not rest can be neither cancelled nor modified, and leaves no event', async (t) => {
  const engine = engineWith({ symbols: 2 });
  engine.submitLimit(0, Buy, 0, 1, 100, 5, GTC);
  t.equal(engine.cancel(1, 0, 1), false);
  t.equal(engine.cancel(0, 1, 1), false);
  t.equal(engine.modify(0, 0, 2, 100, 1), false);
  t.equal(engine.lastSequence, 1);
  t.equal(engine.rests(0, 0, 1), true);
});

t.test('what does nothing leaves no trades of an earlier command to be read', async (t) => {
  const engine = engineWith();
  for (const missing of [() => engine.cancel(0, 0, 9), () => engine.modify(0, 0, 9, 100, 1)]) {
    engine.submitLimit(0, Buy, 0, 1, 100, 5, GTC);
    engine.submitMarket(0, Sell, 5);
    t.equal(engine.tradeCount, 1);
    missing();
    t.equal(engine.tradeCount, 0);
  }
});

t.test('an order beyond the capacity, which the risk gate would have refused, is an error', async (t) => {
  const engine = engineWith({ maxOrders: 1 });
  engine.submitLimit(0, Buy, 0, 1, 100, 5, GTC);
  t.throws(() => engine.submitLimit(0, Buy, 0, 2, 100, 5, GTC), { name: 'RangeError', message: /^no room/ });
});

t.test('fills are counted without touching the book', async (t) => {
  const engine = engineWith();
  for (let id = 1; id <= 6; id++) engine.submitLimit(0, Sell, 0, id, 100 + Math.ceil(id / 2), 2, GTC);
  const before = queueOf(engine, Sell);
  const cases: [price: number, quantity: number, atMost: number, fills: number][] = [
    [100, 9, 99, 0],
    [101, 9, 99, 2],
    [102, 2, 99, 1],
    [102, 3, 99, 2],
    [102, 4, 99, 2],
    [103, 2 ** 32 - 1, 99, 6],
    [103, 2 ** 32 - 1, 3, 4], // stops once it knows that there are more
    [103, 2 ** 32 - 1, 0, 1],
  ];
  for (const [price, quantity, atMost, fills] of cases) {
    t.equal(engine.countFills(0, Buy, price, quantity, atMost), fills, `${quantity} @ ${price}, at most ${atMost}`);
  }
  t.equal(engine.countMarketFills(0, Buy, 5, 99), 3);
  t.equal(engine.countMarketFills(0, Sell, 5, 99), 0);
  t.same(queueOf(engine, Sell), before);
  t.equal(engine.lastSequence, 6);
});

t.test('one order may trade with every order that rests', async (t) => {
  const makers = 5000;
  const engine = engineWith({ maxOrders: makers });
  for (let id = 1; id <= makers; id++) engine.submitLimit(0, Sell, 0, id, 1 + (id % 7) * 1_000_003, 3, GTC);
  t.equal(engine.countMarketFills(0, Buy, makers * 3, makers), makers);
  engine.submitMarket(0, Buy, makers * 3);
  t.equal(engine.tradeCount, makers);
  t.equal(engine.restingOrders, 0);
  const trades = tradesOf(engine);
  t.ok(trades.every(([, maker, price], i) => i === 0 || price > trades[i - 1]![2] || maker > trades[i - 1]![1]));
});

t.test('another thread sees, and goes on with, the same books', async (t) => {
  const engine = engineWith({ shared: true });
  engine.submitLimit(0, Buy, 0, 1, 100, 5, GTC);
  const other = Engine.attach(engine.memory.buffer);
  t.same(queueOf(other, Buy), [[100, 1, 5]]);
  other.submitLimit(0, Sell, 0, 2, 100, 2, GTC);
  t.same(tradesOf(other), [[3, 1, 100, 2]]);
  t.same(queueOf(engine, Buy), [[100, 1, 3]]);
  t.same([engine.lastSequence, engine.totalTrades], [3, 1]);
  engine.cancel(0, 0, 1);
  t.equal(other.restingOrders, 0);
  t.equal(engine.firstSequence, 4);
});

t.test('the seed of the id index changes no answer', async (t) => {
  const books = [0, 1, -1, 0x7fffffff].map((hashSeed) => {
    const engine = Engine.create({ maxOrders: 64, maxSymbols: 1 }, { hashSeed });
    engine.addSymbol();
    for (let id = 1; id <= 64; id++) {
      engine.submitLimit(0, id % 2 === 0 ? Sell : Buy, id, -id, 100 + (id % 9) - (id % 2) * 20, id, GTC);
    }
    return [...engine.levels(0, Buy), ...engine.levels(0, Sell)];
  });
  for (const book of books) t.same(book, books[0]);
});

t.test('an engine that continues another counts on from there', async (t) => {
  const engine = engineWith({});
  engine.submitLimit(0, Buy, 0, 1, 100, 5, GTC);
  engine.continueFrom({ lastSequence: 2 ** 40, totalTrades: 7 });
  engine.submitLimit(0, Sell, 0, 2, 100, 2, GTC);
  t.same(tradesOf(engine), [[2 ** 40 + 2, 1, 100, 2]]);
  t.same([engine.lastSequence, engine.totalTrades], [2 ** 40 + 2, 8]);
});
