/**
 * Every size, offset and code of wire protocol version 1. Integers are big-endian; offsets count from the start of a frame.
 *
 *      0      2      4          8             16
 *      +------+------+----------+-------------+------------------ - -
 *      | type | vers | body_len | seq (u64)   | body, body_len bytes
 *      +------+------+----------+-------------+------------------ - -
 *
 * A u64 or i64 is named by its two 32-bit halves (`…High`, `…Low`): the hot path reads halves, never a BigInt.
 *
 * A caller on a hot path should bind what it uses to a constant of its own module that it does not export
 * (`const NewOrder = NewOrderFrame`). V8 folds the fields of such a constant into the machine code; it reloads an
 * imported or exported binding at each use, which doubles the time to read a frame when running unbundled.
 */

export const VERSION = 1;
export const HEADER_SIZE = 16;
/** The largest `body_len` a header may declare, in bytes. */
export const MAX_BODY = 4096;
/** The largest frame that any type of this version has (a Fill), in bytes. */
export const MAX_FRAME_SIZE = 52;

/** Offsets of the header's fields. */
export const Header = { type: 0, version: 2, bodyLength: 4, sequenceHigh: 8, sequenceLow: 12 } as const;

/** Codes of the header's `type`; consecutive, which the header check relies on. */
export const MessageType = {
  NewOrder: 1,
  CancelOrder: 2,
  MdTrade: 3,
  MdTopOfBook: 4,
  Heartbeat: 5,
  HeartbeatAck: 6,
  Ack: 7,
  Reject: 8,
  Fill: 9,
} as const;
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

export const Side = { Buy: 0, Sell: 1 } as const;
export type Side = (typeof Side)[keyof typeof Side];

export const OrderType = { Limit: 0, Market: 1 } as const;
export type OrderType = (typeof OrderType)[keyof typeof OrderType];

export const TimeInForce = { GTC: 0, IOC: 1 } as const;
export type TimeInForce = (typeof TimeInForce)[keyof typeof TimeInForce];

/** Why a request was rejected. None is in the domain, so it decodes, though no gateway of ours sends it. */
export const RejectReason = {
  None: 0,
  UnknownSymbol: 1,
  InvalidPrice: 2,
  InvalidQuantity: 3,
  InvalidSide: 4,
  MaxQuantityExceeded: 5,
  MaxNotionalExceeded: 6,
  DuplicateOrderId: 7,
  UnknownOrder: 8,
  StorageExhausted: 9,
} as const;
export type RejectReason = (typeof RejectReason)[keyof typeof RejectReason];

export const NewOrderFrame = {
  type: MessageType.NewOrder,
  bodySize: 27,
  frameSize: 43,
  orderIdHigh: 16,
  orderIdLow: 20,
  symbol: 24,
  priceHigh: 28,
  priceLow: 32,
  quantity: 36,
  side: 40,
  orderType: 41,
  timeInForce: 42,
} as const;

export const CancelOrderFrame = {
  type: MessageType.CancelOrder,
  bodySize: 12,
  frameSize: 28,
  orderIdHigh: 16,
  orderIdLow: 20,
  symbol: 24,
} as const;

export const MdTradeFrame = {
  type: MessageType.MdTrade,
  bodySize: 16,
  frameSize: 32,
  symbol: 16,
  priceHigh: 20,
  priceLow: 24,
  quantity: 28,
} as const;

/**
 * An absent side is written as flag 0 and price 0; on decode flag 0 makes the price meaningless. The protocol counts only
 * side, order_type, tif and reason among the enumerations, so a flag has no invalid value: anything but 0 means present.
 */
export const MdTopOfBookFrame = {
  type: MessageType.MdTopOfBook,
  bodySize: 22,
  frameSize: 38,
  symbol: 16,
  bidPresent: 20,
  bidHigh: 21,
  bidLow: 25,
  askPresent: 29,
  askHigh: 30,
  askLow: 34,
} as const;

export const HeartbeatFrame = {
  type: MessageType.Heartbeat,
  bodySize: 8,
  frameSize: 24,
  tokenHigh: 16,
  tokenLow: 20,
} as const;

export const HeartbeatAckFrame = {
  type: MessageType.HeartbeatAck,
  bodySize: 8,
  frameSize: 24,
  tokenHigh: 16,
  tokenLow: 20,
} as const;

/** `engineSequence` is the number of the request's first event, not the header's seq (which is 0 in a reply). */
export const AckFrame = {
  type: MessageType.Ack,
  bodySize: 16,
  frameSize: 32,
  orderIdHigh: 16,
  orderIdLow: 20,
  engineSequenceHigh: 24,
  engineSequenceLow: 28,
} as const;

export const RejectFrame = {
  type: MessageType.Reject,
  bodySize: 9,
  frameSize: 25,
  orderIdHigh: 16,
  orderIdLow: 20,
  reason: 24,
} as const;

export const FillFrame = {
  type: MessageType.Fill,
  bodySize: 36,
  frameSize: 52,
  takerIdHigh: 16,
  takerIdLow: 20,
  makerIdHigh: 24,
  makerIdLow: 28,
  priceHigh: 32,
  priceLow: 36,
  quantity: 40,
  engineSequenceHigh: 44,
  engineSequenceLow: 48,
} as const;

const typeNames = namesByCode(MessageType);
const reasonNames = namesByCode(RejectReason);

/** The name of a message type as the protocol spells it (`NewOrder`), or `Unknown(code)`. */
export function typeName(code: number): string {
  return typeNames.get(code) ?? `Unknown(${code})`;
}

/** The name of a reject reason as the protocol spells it (`InvalidPrice`), or `Unknown(code)`. */
export function reasonName(code: number): string {
  return reasonNames.get(code) ?? `Unknown(${code})`;
}

function namesByCode(codes: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(codes).map(([name, code]) => [code, name]));
}
