import {
  NewOrderFrame,
  OrderType,
  Side,
  TimeInForce,
  writeCancelOrder,
  writeHeartbeat,
  writeNewOrder,
} from '@qsl/wire-protocol';

const { Buy, Sell } = Side;
const { Limit, Market } = OrderType;
const { GTC, IOC } = TimeInForce;
const MID = 100_000;
const LOT = 5;
/** What nearly all orders do: one rests, the next trades with it. */
const PAIRS = 20;
const ID_HIGH = 0x71534c00;
/** Ids apart by this much meet in one chain of the engine's id index. */
const SAME_CHAIN = 64;

/** The largest quantity and price × quantity that the frames ask for, and the most orders that rest at once. */
export const REHEARSAL_NEEDS = { quantity: 20 * LOT, notional: 20 * LOT * 2 * MID, orders: 8 } as const;

/**
 * Writes at `from` what clients send, all of it on `symbol`: orders that rest, cross, sweep and find nobody, cancels,
 * heartbeats, and some that are refused. At the end nothing rests. Returns the end.
 */
export function writeRehearsal(view: DataView, from: number, symbol: number): number {
  let at = from;
  let lastId = 0;
  const nextId = () => (lastId = (lastId + 0x9e3779b1) | 0);
  const limit = (side: Side, price: number, quantity: number, timeInForce: TimeInForce = GTC, id = nextId()) => {
    at += writeNewOrder(view, at, ID_HIGH, id, symbol, price, quantity, side, Limit, timeInForce);
    return id;
  };
  const market = (side: Side, quantity: number) => {
    at += writeNewOrder(view, at, ID_HIGH, nextId(), symbol, 0, quantity, side, Market, IOC);
  };
  const cancel = (id: number) => {
    at += writeCancelOrder(view, at, ID_HIGH, id, symbol);
  };
  for (let i = 0; i < PAIRS; i++) {
    const [maker, taker] = i % 4 < 2 ? [Buy, Sell] : [Sell, Buy];
    limit(maker, MID + (i % 8), LOT);
    limit(taker, MID + (i % 8), LOT);
  }
  const first = limit(Sell, MID, LOT);
  limit(Sell, MID, LOT, GTC, first ^ SAME_CHAIN);
  const third = limit(Sell, MID, LOT, GTC, first ^ (2 * SAME_CHAIN));
  limit(Sell, MID + 1, LOT);
  limit(Sell, MID + 17, LOT);
  const far = limit(Sell, 2 * MID, LOT);
  limit(Buy, MID, LOT + 2); // one maker, and a part of the next
  cancel(third);
  limit(Buy, MID + 17, 20 * LOT, IOC); // three levels
  market(Buy, 2);
  cancel(far);
  cancel(far); // has gone
  const again = limit(Buy, MID, LOT);
  limit(Buy, MID, LOT, GTC, again); // rests already
  limit(Sell, MID, 2 * LOT); // what remains of it rests
  market(Buy, LOT);
  market(Sell, LOT); // nobody there
  limit(Buy, MID, 0);
  at += writeHeartbeat(view, at, ID_HIGH, lastId);
  return at;
}

/** More than `writeRehearsal` writes. */
export const REHEARSAL_BYTES = (2 * PAIRS + 24) * NewOrderFrame.frameSize;
