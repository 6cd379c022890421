/** A million random commands, then everything is cancelled: nothing of the fixed memory may have got lost. */
import t from 'tap';
import { Engine } from '../src/engine.ts';
import { Reason, Side, TimeInForce } from '../src/order-types.ts';
import { RiskGate } from '../src/risk.ts';
import { imbalances, poolsOf } from './pools.ts';

const SYMBOLS = 4;
const MAX_ORDERS = 300;
const COMMANDS = 1_000_000;

/** Commands on a small market: few ids, so that they are used again and again; a symbol's prices are close or far apart. */
function runRandomCommands(engine: Engine, gate: RiskGate, commands: number, seed: number): Set<Reason> {
  const verdicts = new Set<Reason>();
  let x = seed;
  const draw = (below: number) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
  for (let i = 0; i < commands; i++) {
    const symbol = draw(SYMBOLS);
    const side = draw(2) === 0 ? Side.Buy : Side.Sell;
    const high = draw(3);
    const low = draw(60) << draw(3);
    const price = symbol === 0 ? 100 + draw(20) : 1 + draw(200) * 10 ** (3 * symbol);
    const quantity = 1 + draw(9);
    const kind = draw(20);
    let reason: Reason;
    if (kind < 11) {
      const timeInForce = kind === 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel;
      reason = gate.checkLimit(symbol, side, high, low, price, quantity, timeInForce);
      if (reason === Reason.None) engine.submitLimit(symbol, side, high, low, price, quantity, timeInForce);
    } else if (kind === 11) {
      reason = gate.checkMarket(symbol, side, high, low, quantity);
      if (reason === Reason.None) engine.submitMarket(symbol, side, quantity);
    } else if (kind < 16) {
      reason = gate.checkCancel(symbol, high, low);
      if (reason === Reason.None) engine.cancel(symbol, high, low);
    } else {
      reason = gate.checkModify(symbol, high, low, price, quantity);
      if (reason === Reason.None) engine.modify(symbol, high, low, price, quantity);
    }
    verdicts.add(reason);
  }
  return verdicts;
}

function cancelEverything(engine: Engine): void {
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    for (const side of [Side.Buy, Side.Sell]) {
      for (const { orders } of [...engine.levels(symbol, side)]) {
        for (const { idHigh, idLow } of orders) engine.cancel(symbol, idHigh, idLow);
      }
    }
  }
}

t.test('a million commands leak nothing', async (t) => {
  const engine = Engine.create({ maxOrders: MAX_ORDERS, maxSymbols: SYMBOLS });
  for (let i = 0; i < SYMBOLS; i++) engine.addSymbol();
  const gate = new RiskGate(engine, { maxOrderQuantity: 9, maxNotional: Number.MAX_SAFE_INTEGER });

  const verdicts = runRandomCommands(engine, gate, COMMANDS, 2463534242);
  t.ok(verdicts.has(Reason.StorageExhausted), 'the engine was full at times');
  t.ok(engine.totalTrades > COMMANDS / 20, 'there were trades');
  t.ok(poolsOf(engine).nodes.inUse > 10, 'there are trees to take down');
  t.same(imbalances(engine), []);

  cancelEverything(engine);
  t.equal(engine.restingOrders, 0);
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    t.same([engine.bestBid(symbol), engine.bestAsk(symbol)], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  }
  t.same(imbalances(engine), []);
  const { orders, pages, nodes, indexedIds } = poolsOf(engine);
  t.same([orders.free, nodes.free, indexedIds], [orders.used, nodes.used, 0]);
  t.equal(pages.inUse, SYMBOLS * 2, 'each book keeps one page');
  t.ok(orders.used <= MAX_ORDERS && nodes.used < MAX_ORDERS, 'no pool outgrew the orders');
  t.ok(pages.used <= MAX_ORDERS + SYMBOLS * 2, 'nor did that of the pages, but for those that books keep');
});
