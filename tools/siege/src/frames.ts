import {
  HeartbeatFrame,
  NewOrderFrame,
  OrderType,
  Side,
  TimeInForce,
  writeHeartbeat,
  writeNewOrder,
} from '@qsl/wire-protocol';

/** The price of every order here. */
export const PRICE = 100;

export interface OrderTerms {
  /** Of the id; its upper half is 1, which no honest client's is likely to be. */
  readonly id: number;
  readonly symbol: number;
  readonly side: Side;
  readonly quantity: number;
  readonly timeInForce?: TimeInForce;
}

export const ID_HIGH = 1;

/** Limit orders, one after the other. */
export function orders(count: number, terms: (index: number) => OrderTerms): Uint8Array {
  const bytes = new Uint8Array(count * NewOrderFrame.frameSize);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) {
    const { id, symbol, side, quantity, timeInForce = TimeInForce.GTC } = terms(i);
    const at = i * NewOrderFrame.frameSize;
    writeNewOrder(view, at, ID_HIGH, id | 0, symbol, PRICE, quantity, side, OrderType.Limit, timeInForce);
  }
  return bytes;
}

/** Orders that leave nothing in the book: each that rests is taken by the next. Their answers are longer than they are. */
export function pairsOfOrders(pairs: number, firstId: number, symbol: number): Uint8Array {
  return orders(2 * pairs, (i) => {
    const isTaker = i % 2 === 1;
    const side = isTaker ? Side.Buy : Side.Sell;
    return { id: firstId + i, symbol, side, quantity: 1, timeInForce: isTaker ? TimeInForce.IOC : TimeInForce.GTC };
  });
}

export function heartbeat(token = 1): Uint8Array {
  const bytes = new Uint8Array(HeartbeatFrame.frameSize);
  writeHeartbeat(new DataView(bytes.buffer), 0, 0, token);
  return bytes;
}
