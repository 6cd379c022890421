/**
 * Writers of whole frames in place: no object, no allocation. Each returns the number of bytes it wrote, a constant of its type.
 * The caller sees to it that the frame fits (a DataView throws RangeError otherwise, with part of the frame written).
 *
 * Arguments are positional, in the order of the fields on the wire: an options object would be one allocation a frame.
 * Ids and tokens are two 32-bit halves, taken bit for bit, and so are the prices and sequence numbers of replies and
 * market data; those of requests are safe integers. Symbols and quantities are u32, or int32 with the same bits; side, order
 * type, time in force and reason the codes of layout.ts. None of it is checked here: encodeMessage does that, for
 * callers who are in no hurry.
 *
 * No allocation holds for every argument within an int32, hence the halves. A larger number is boxed by V8 (16 bytes) when it
 * crosses a call that was not inlined, as any such argument of any function is.
 */
import * as layout from './layout.ts';

// Constants of this module, not exported: see layout.ts.
const { VERSION } = layout;
const { bodyLength: BODY_LENGTH, sequenceHigh: SEQUENCE } = layout.Header;
const NewOrder = layout.NewOrderFrame;
const CancelOrder = layout.CancelOrderFrame;
const MdTrade = layout.MdTradeFrame;
const MdTopOfBook = layout.MdTopOfBookFrame;
const Heartbeat = layout.HeartbeatFrame;
const HeartbeatAck = layout.HeartbeatAckFrame;
const Ack = layout.AckFrame;
const Reject = layout.RejectFrame;
const Fill = layout.FillFrame;
/** What one type code is worth in the header's first 32 bits, which are type and version. */
const TYPE_UNIT = 2 ** 16;
const TWO_32 = 2 ** 32;

/** Writes a NewOrder; `sequence` is the client's own number for the request. */
export function writeNewOrder(
  view: DataView,
  offset: number,
  orderIdHigh: number,
  orderIdLow: number,
  symbol: number,
  price: number,
  quantity: number,
  side: number,
  orderType: number,
  timeInForce: number,
  sequence = 0,
): number {
  writeHeader(view, offset, NewOrder.type, NewOrder.bodySize, sequence);
  view.setInt32(offset + NewOrder.orderIdHigh, orderIdHigh);
  view.setInt32(offset + NewOrder.orderIdLow, orderIdLow);
  view.setUint32(offset + NewOrder.symbol, symbol);
  writePrice(view, offset + NewOrder.priceHigh, price);
  view.setUint32(offset + NewOrder.quantity, quantity);
  view.setUint8(offset + NewOrder.side, side);
  view.setUint8(offset + NewOrder.orderType, orderType);
  view.setUint8(offset + NewOrder.timeInForce, timeInForce);
  return NewOrder.frameSize;
}

/** Writes a CancelOrder; `sequence` is the client's own number for the request. */
export function writeCancelOrder(
  view: DataView,
  offset: number,
  orderIdHigh: number,
  orderIdLow: number,
  symbol: number,
  sequence = 0,
): number {
  writeHeader(view, offset, CancelOrder.type, CancelOrder.bodySize, sequence);
  view.setInt32(offset + CancelOrder.orderIdHigh, orderIdHigh);
  view.setInt32(offset + CancelOrder.orderIdLow, orderIdLow);
  view.setUint32(offset + CancelOrder.symbol, symbol);
  return CancelOrder.frameSize;
}

/** Writes an MdTrade; the sequence number is its md_seq. */
export function writeMdTrade(
  view: DataView,
  offset: number,
  symbol: number,
  priceHigh: number,
  priceLow: number,
  quantity: number,
  sequenceHigh: number,
  sequenceLow: number,
): number {
  writeMdHeader(view, offset, MdTrade.type, MdTrade.bodySize, sequenceHigh, sequenceLow);
  view.setInt32(offset + MdTrade.symbol, symbol);
  view.setInt32(offset + MdTrade.priceHigh, priceHigh);
  view.setInt32(offset + MdTrade.priceLow, priceLow);
  view.setInt32(offset + MdTrade.quantity, quantity);
  return MdTrade.frameSize;
}

/** Writes an MdTopOfBook; the sequence number is its md_seq. An absent side goes out as flag 0 and price 0, whatever price is given. */
export function writeMdTopOfBook(
  view: DataView,
  offset: number,
  symbol: number,
  bidPresent: boolean,
  bidHigh: number,
  bidLow: number,
  askPresent: boolean,
  askHigh: number,
  askLow: number,
  sequenceHigh: number,
  sequenceLow: number,
): number {
  writeMdHeader(view, offset, MdTopOfBook.type, MdTopOfBook.bodySize, sequenceHigh, sequenceLow);
  view.setInt32(offset + MdTopOfBook.symbol, symbol);
  view.setUint8(offset + MdTopOfBook.bidPresent, bidPresent ? 1 : 0);
  view.setInt32(offset + MdTopOfBook.bidHigh, bidPresent ? bidHigh : 0);
  view.setInt32(offset + MdTopOfBook.bidLow, bidPresent ? bidLow : 0);
  view.setUint8(offset + MdTopOfBook.askPresent, askPresent ? 1 : 0);
  view.setInt32(offset + MdTopOfBook.askHigh, askPresent ? askHigh : 0);
  view.setInt32(offset + MdTopOfBook.askLow, askPresent ? askLow : 0);
  return MdTopOfBook.frameSize;
}

/** Writes a Heartbeat; `sequence` is the client's own number for the request. */
export function writeHeartbeat(
  view: DataView,
  offset: number,
  tokenHigh: number,
  tokenLow: number,
  sequence = 0,
): number {
  writeHeader(view, offset, Heartbeat.type, Heartbeat.bodySize, sequence);
  view.setInt32(offset + Heartbeat.tokenHigh, tokenHigh);
  view.setInt32(offset + Heartbeat.tokenLow, tokenLow);
  return Heartbeat.frameSize;
}

/** Writes the reply to a Heartbeat, with the same token. */
export function writeHeartbeatAck(view: DataView, offset: number, tokenHigh: number, tokenLow: number): number {
  writeReplyHeader(view, offset, HeartbeatAck.type, HeartbeatAck.bodySize);
  view.setInt32(offset + HeartbeatAck.tokenHigh, tokenHigh);
  view.setInt32(offset + HeartbeatAck.tokenLow, tokenLow);
  return HeartbeatAck.frameSize;
}

/** Writes an Ack; `engineSequence` is the number of the request's first event. */
export function writeAck(
  view: DataView,
  offset: number,
  orderIdHigh: number,
  orderIdLow: number,
  engineSequenceHigh: number,
  engineSequenceLow: number,
): number {
  writeReplyHeader(view, offset, Ack.type, Ack.bodySize);
  view.setInt32(offset + Ack.orderIdHigh, orderIdHigh);
  view.setInt32(offset + Ack.orderIdLow, orderIdLow);
  view.setInt32(offset + Ack.engineSequenceHigh, engineSequenceHigh);
  view.setInt32(offset + Ack.engineSequenceLow, engineSequenceLow);
  return Ack.frameSize;
}

/** Writes a Reject with a RejectReason. */
export function writeReject(
  view: DataView,
  offset: number,
  orderIdHigh: number,
  orderIdLow: number,
  reason: number,
): number {
  writeReplyHeader(view, offset, Reject.type, Reject.bodySize);
  view.setInt32(offset + Reject.orderIdHigh, orderIdHigh);
  view.setInt32(offset + Reject.orderIdLow, orderIdLow);
  view.setUint8(offset + Reject.reason, reason);
  return Reject.frameSize;
}

/** Writes a Fill; `engineSequence` is the number of its trade event. */
export function writeFill(
  view: DataView,
  offset: number,
  takerIdHigh: number,
  takerIdLow: number,
  makerIdHigh: number,
  makerIdLow: number,
  priceHigh: number,
  priceLow: number,
  quantity: number,
  engineSequenceHigh: number,
  engineSequenceLow: number,
): number {
  writeReplyHeader(view, offset, Fill.type, Fill.bodySize);
  view.setInt32(offset + Fill.takerIdHigh, takerIdHigh);
  view.setInt32(offset + Fill.takerIdLow, takerIdLow);
  view.setInt32(offset + Fill.makerIdHigh, makerIdHigh);
  view.setInt32(offset + Fill.makerIdLow, makerIdLow);
  view.setInt32(offset + Fill.priceHigh, priceHigh);
  view.setInt32(offset + Fill.priceLow, priceLow);
  view.setInt32(offset + Fill.quantity, quantity);
  view.setInt32(offset + Fill.engineSequenceHigh, engineSequenceHigh);
  view.setInt32(offset + Fill.engineSequenceLow, engineSequenceLow);
  return Fill.frameSize;
}

/** Type and version in one store, being neighbours; sequence as in writeSequence. */
function writeHeader(view: DataView, offset: number, type: number, bodySize: number, sequence: number): void {
  view.setInt32(offset, type * TYPE_UNIT + VERSION);
  view.setInt32(offset + BODY_LENGTH, bodySize);
  writeSequence(view, offset + SEQUENCE, sequence);
}

/** As writeHeader with the sequence number in halves. */
function writeMdHeader(
  view: DataView,
  offset: number,
  type: number,
  bodySize: number,
  sequenceHigh: number,
  sequenceLow: number,
): void {
  view.setInt32(offset, type * TYPE_UNIT + VERSION);
  view.setInt32(offset + BODY_LENGTH, bodySize);
  view.setInt32(offset + SEQUENCE, sequenceHigh);
  view.setInt32(offset + SEQUENCE + 4, sequenceLow);
}

/** As writeHeader with sequence 0: the double +0 is eight zero bytes, in one store. */
function writeReplyHeader(view: DataView, offset: number, type: number, bodySize: number): void {
  view.setInt32(offset, type * TYPE_UNIT + VERSION);
  view.setInt32(offset + BODY_LENGTH, bodySize);
  view.setFloat64(offset + SEQUENCE, 0);
}

/** A DataView setter reduces its argument modulo 2^32 (after dropping a fraction), which is all the splitting there is to do. */
function writeSequence(view: DataView, at: number, sequence: number): void {
  view.setInt32(at, sequence / TWO_32);
  view.setInt32(at + 4, sequence);
}

/** As writeSequence, but the upper half of a negative number rounds down, not towards zero: two's complement. */
function writePrice(view: DataView, at: number, price: number): void {
  view.setInt32(at, Math.floor(price / TWO_32));
  view.setInt32(at + 4, price);
}
