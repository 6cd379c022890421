import t from 'tap';
import { Engine } from './engine.ts';
import { nameOfReason, Side, TimeInForce } from './order-types.ts';
import { DEFAULT_RISK_LIMITS, RiskGate } from './risk.ts';

const { Buy, Sell } = Side;
const GTC = TimeInForce.GoodTillCancel;
const IOC = TimeInForce.ImmediateOrCancel;
const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const LARGEST_QUANTITY = 2 ** 32 - 1;

/** One symbol, and order 1 that rests: Sell 5 @ 1000. Orders of at most 100, worth at most 5000. */
function market({ room = 10, maxOrderQuantity = 100, maxNotional = 5000 } = {}): { engine: Engine; gate: RiskGate } {
  const engine = Engine.create({ maxOrders: 1 + room, maxSymbols: 1 });
  engine.addSymbol();
  engine.submitLimit(0, Sell, 0, 1, 1000, 5, GTC);
  return { engine, gate: new RiskGate(engine, { maxOrderQuantity, maxNotional }) };
}

/** Each row mends what the row before was refused for: the reasons come in their order of precedence. */
t.test('a limit order is refused for the first rule that it breaks', async (t) => {
  const rows: [symbol: number, side: number, id: number, price: number, quantity: number, reason: string][] = [
    [1, 2, 1, 0, 0, 'UnknownSymbol'],
    [0, 2, 1, 0, 0, 'DuplicateOrderId'],
    [0, 2, 2, 0, 0, 'InvalidSide'],
    [0, Buy, 2, 0, 0, 'InvalidPrice'],
    [0, Buy, 2, 1001, 0, 'InvalidQuantity'],
    [0, Buy, 2, 1001, 101, 'MaxQuantityExceeded'],
    [0, Buy, 2, 1001, 5, 'MaxNotionalExceeded'],
    [0, Buy, 2, 1000, 5, 'StorageExhausted'],
  ];
  const { gate } = market({ room: 0 });
  for (const [symbol, side, id, price, quantity, reason] of rows) {
    t.equal(nameOfReason(gate.checkLimit(symbol, side, 0, id, price, quantity, GTC)), reason, reason);
  }
  t.equal(nameOfReason(market().gate.checkLimit(0, Buy, 0, 2, 1000, 5, GTC)), 'None');
});

t.test('a market order is refused for the first rule that it breaks', async (t) => {
  const rows: [symbol: number, side: number, id: number, quantity: number, reason: string][] = [
    [1, 2, 1, 0, 'UnknownSymbol'],
    [0, 2, 1, 0, 'DuplicateOrderId'],
    [0, 2, 2, 0, 'InvalidSide'],
    [0, Buy, 2, 0, 'InvalidQuantity'],
    [0, Buy, 2, 101, 'MaxQuantityExceeded'],
    [0, Buy, 2, 100, 'None'],
  ];
  const { gate } = market({ room: 0 });
  for (const [symbol, side, id, quantity, reason] of rows) {
    t.equal(nameOfReason(gate.checkMarket(symbol, side, 0, id, quantity)), reason, reason);
  }
});

t.test('a cancel is refused for the first rule that it breaks', async (t) => {
  const { gate } = market();
  t.equal(nameOfReason(gate.checkCancel(1, 0, 2)), 'UnknownSymbol');
  t.equal(nameOfReason(gate.checkCancel(0, 0, 2)), 'UnknownOrder');
  t.equal(nameOfReason(gate.checkCancel(0, 0, 1)), 'None');
});

t.test('a modify is refused for the first rule that it breaks', async (t) => {
  const rows: [symbol: number, id: number, price: number, quantity: number, reason: string][] = [
    [1, 2, 0, 101, 'UnknownSymbol'],
    [0, 2, 0, 101, 'UnknownOrder'],
    [0, 1, 0, 101, 'InvalidPrice'],
    [0, 1, 1001, 101, 'MaxQuantityExceeded'],
    [0, 1, 1001, 5, 'MaxNotionalExceeded'],
    [0, 1, 1000, 5, 'None'],
    [0, 1, -7, 0, 'None'], // quantity 0 removes the order: its price is not looked at
  ];
  const { gate } = market({ room: 0 }); // nor does it need room: its own place is free by then
  for (const [symbol, id, price, quantity, reason] of rows) {
    t.equal(nameOfReason(gate.checkModify(symbol, 0, id, price, quantity)), reason, reason);
  }
});

t.test('the notional limit is exact at its edge', async (t) => {
  const rows: [maxNotional: number, price: number, quantity: number, reason: string][] = [
    [5000, 1, 5000, 'None'],
    [5000, 1, 5001, 'MaxNotionalExceeded'],
    [5000, 3, 1666, 'None'], // floor(5000 / 3)
    [5000, 3, 1667, 'MaxNotionalExceeded'],
    [5000, 5001, 1, 'MaxNotionalExceeded'],
    [0, 1, 1, 'MaxNotionalExceeded'],
    [MAX_SAFE, MAX_SAFE, 1, 'None'],
    [MAX_SAFE, MAX_SAFE, 2, 'MaxNotionalExceeded'],
    [MAX_SAFE, 2_097_152, LARGEST_QUANTITY, 'None'], // 2^21 (2^32 − 1) = 2^53 − 2^21
    [MAX_SAFE, 2_097_153, LARGEST_QUANTITY, 'MaxNotionalExceeded'], // 2^53 + 2^32 − 2^21 − 1
    [MAX_SAFE, 2 ** 53, 1, 'MaxNotionalExceeded'], // the doubles of prices beyond the safe range
    [MAX_SAFE, 2 ** 63, 1, 'MaxNotionalExceeded'],
    [1e300, 2 ** 53, 1, 'MaxNotionalExceeded'], // no limit lets through what the engine cannot tell apart
  ];
  for (const [maxNotional, price, quantity, reason] of rows) {
    const { gate } = market({ maxNotional, maxOrderQuantity: LARGEST_QUANTITY });
    const verdict = gate.checkLimit(0, Buy, 0, 2, price, quantity, GTC);
    t.equal(nameOfReason(verdict), reason, `${quantity} @ ${price} against ${maxNotional}`);
  }
});

t.test('an order that may rest is refused when no place is free, even if it would fill at once', async (t) => {
  const { engine, gate } = market({ room: 0 });
  t.equal(engine.hasRoom, false);
  t.equal(nameOfReason(gate.checkLimit(0, Buy, 0, 2, 1000, 1, GTC)), 'StorageExhausted');
  t.equal(nameOfReason(gate.checkLimit(0, Buy, 0, 2, 1000, 1, IOC)), 'None');
  t.equal(nameOfReason(gate.checkMarket(0, Buy, 0, 2, 1)), 'None');
  engine.submitMarket(0, Buy, 4);
  t.equal(engine.tradeCount, 1);
  t.equal(
    nameOfReason(gate.checkLimit(0, Buy, 0, 2, 1000, 1, GTC)),
    'StorageExhausted',
    'a place that is used in part',
  );
  engine.submitLimit(0, Buy, 0, 2, 1000, 1, IOC);
  t.equal(nameOfReason(gate.checkLimit(0, Buy, 0, 3, 1000, 1, GTC)), 'None', 'a place that was freed');
});

t.test('an id is taken only while it rests, and only on its symbol', async (t) => {
  const { engine, gate } = market();
  engine.cancel(0, 0, 1);
  t.equal(nameOfReason(gate.checkLimit(0, Buy, 0, 1, 1000, 1, GTC)), 'None');
});

t.test('the gateway has limits unless told otherwise', async (t) => {
  t.same(DEFAULT_RISK_LIMITS, { maxOrderQuantity: 1_000_000, maxNotional: 1_000_000_000 });
});
