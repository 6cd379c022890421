import t from 'tap';
import { Engine } from './engine.ts';
import { NODE_WORDS, ORDER_WORDS, PAGE_WORDS, REHEARSAL_ORDERS } from './memory.ts';
import { DEFAULT_RISK_LIMITS, RiskGate } from './risk.ts';

const [MAX_ORDERS, SYMBOLS] = [100, 2];

/** An engine in use: orders on both sides of both symbols, some of them gone again. */
function createUsedEngine(): Engine {
  const engine = Engine.create({ maxOrders: MAX_ORDERS, maxSymbols: SYMBOLS }, { hashSeed: 7 });
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    engine.addSymbol();
    for (let id = 0; id < 40; id++) {
      const side = (id & 1) as 0 | 1;
      engine.submitLimit(symbol, side, 0, id * 64, 1000 + side * 500 + (id % 7) * 100, 5, 0);
    }
    for (let id = 0; id < 40; id += 3) engine.cancel(symbol, 0, id * 64);
  }
  return engine;
}

/** All that anybody but a rehearsal reads: every region without its end, or beginning, that belongs to rehearsals. */
function stateOf({ memory }: Engine): Int32Array[] {
  const { books, buckets, orders, pages, nodes } = memory;
  const words = memory.fields[0]!;
  return [
    words.slice(0, books + SYMBOLS * 16),
    words.slice(buckets, orders),
    words.slice(orders + REHEARSAL_ORDERS * ORDER_WORDS, pages),
    words.slice(pages, pages + (MAX_ORDERS + SYMBOLS * 2) * PAGE_WORDS),
    words.slice(nodes, nodes + MAX_ORDERS * NODE_WORDS),
  ];
}

/** Rests, trades, partial fills, chains of the id index, pages that come and go; at the end nobody rests. */
function rehearse(engine: Engine): void {
  const { symbol } = engine.rehearsal;
  for (let id = 0; id < 20; id++) engine.submitLimit(symbol, 1, 0, id * 64, 1000 + id * 300, 5, 0);
  for (let id = 0; id < 10; id += 2) engine.cancel(symbol, 0, id * 64);
  engine.submitLimit(symbol, 0, 1, 1, 4000, 12, 0);
  engine.submitMarket(symbol, 0, 1000);
}

t.test('nothing is left of a rehearsal, word for word', async (t) => {
  const engine = createUsedEngine();
  const before = stateOf(engine);
  for (let round = 0; round < 3; round++) {
    engine.rehearsal.begin();
    rehearse(engine);
    t.equal(engine.restingOrders, 0);
    t.ok(engine.totalTrades > 10);
    engine.rehearsal.end();
    t.same(stateOf(engine), before);
  }
});

t.test('the engine goes on as if there had been none', async (t) => {
  const [one, other] = [createUsedEngine(), createUsedEngine()];
  other.rehearsal.begin();
  rehearse(other);
  other.rehearsal.end();
  for (const engine of [one, other]) {
    engine.submitLimit(0, 0, 0, 999, 2000, 300, 0);
    for (let id = 1000; engine.hasRoom; id++) engine.submitLimit(1, 0, 0, id, 1 + id, 1, 0);
  }
  t.same(stateOf(other), stateOf(one));
  t.equal(other.lastSequence, one.lastSequence);
});

t.test('its symbol is unknown to everybody else', async (t) => {
  const engine = createUsedEngine();
  const { symbol, begin, end } = engine.rehearsal;
  const risk = new RiskGate(engine, DEFAULT_RISK_LIMITS);
  t.equal(risk.checkLimit(symbol, 0, 0, 1, 100, 1, 0), 1);
  begin();
  t.equal(risk.checkLimit(symbol, 0, 0, 1, 100, 1, 0), 0);
  end();
});

t.test('there is room for as many orders as are promised, and not for one more', async (t) => {
  const engine = createUsedEngine();
  const before = stateOf(engine);
  const { symbol, begin, end } = engine.rehearsal;
  begin();
  for (let id = 0; id < REHEARSAL_ORDERS; id++) engine.submitLimit(symbol, 0, 0, id, 1000 * id + 1, 1, 0);
  t.throws(() => engine.submitLimit(symbol, 0, 0, 999, 1, 1, 0), RangeError);
  for (let id = 0; id < REHEARSAL_ORDERS; id++) engine.cancel(symbol, 0, id);
  end();
  t.same(stateOf(engine), before);
});

t.test('an order left behind is a mistake, and does not stay in the engine', async (t) => {
  const engine = createUsedEngine();
  const resting = engine.restingOrders;
  engine.rehearsal.begin();
  engine.submitLimit(engine.rehearsal.symbol, 0, 0, 1, 1, 1, 0);
  t.throws(() => engine.rehearsal.end(), /^1 orders of a rehearsal were left behind$/);
  t.equal(engine.restingOrders, resting);
});
