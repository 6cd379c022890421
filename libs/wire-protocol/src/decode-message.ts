import { checkAnyFrame, readInt64, readType, readUint64 } from './decode.ts';
import { type DecodeError, DecodeStatus } from './decode-error.ts';
import {
  AckFrame,
  CancelOrderFrame,
  FillFrame,
  Header,
  HeartbeatAckFrame,
  HeartbeatFrame,
  MdTopOfBookFrame,
  MdTradeFrame,
  MessageType,
  NewOrderFrame,
  type OrderType,
  RejectFrame,
  type RejectReason,
  type Side,
  type TimeInForce,
} from './layout.ts';
import type { Message } from './message.ts';

export type DecodeResult =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly error: DecodeError };

/** Decodes the frame that `bytes` begin with; bytes behind it are ignored. Never throws. */
export function decodeMessage(bytes: Uint8Array): DecodeResult {
  return decodeMessageAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength);
}

/** Decodes the frame at `offset` of a view, of which only [offset, end) may be read. Never throws. */
export function decodeMessageAt(view: DataView, offset: number, end: number): DecodeResult {
  const error = checkAnyFrame(view, offset, end);
  return error === DecodeStatus.Ok ? { ok: true, message: readMessage(view, offset) } : { ok: false, error };
}

/** The casts to enumerations rest on the check that came before. */
function readMessage(view: DataView, offset: number): Message {
  const type = readType(view, offset) as MessageType;
  const sequence = readUint64(view, offset + Header.sequenceHigh);
  const u8 = (at: number) => view.getUint8(offset + at);
  const u32 = (at: number) => view.getUint32(offset + at);
  const u64 = (at: number) => readUint64(view, offset + at);
  const i64 = (at: number) => readInt64(view, offset + at);
  switch (type) {
    case MessageType.NewOrder: {
      const { orderIdHigh, symbol, priceHigh, quantity, side, orderType, timeInForce } = NewOrderFrame;
      return {
        type,
        sequence,
        orderId: u64(orderIdHigh),
        symbol: u32(symbol),
        price: i64(priceHigh),
        quantity: u32(quantity),
        side: u8(side) as Side,
        orderType: u8(orderType) as OrderType,
        timeInForce: u8(timeInForce) as TimeInForce,
      };
    }
    case MessageType.CancelOrder: {
      const { orderIdHigh, symbol } = CancelOrderFrame;
      return { type, sequence, orderId: u64(orderIdHigh), symbol: u32(symbol) };
    }
    case MessageType.MdTrade: {
      const { symbol, priceHigh, quantity } = MdTradeFrame;
      return { type, sequence, symbol: u32(symbol), price: i64(priceHigh), quantity: u32(quantity) };
    }
    case MessageType.MdTopOfBook: {
      const { symbol, bidPresent, bidHigh, askPresent, askHigh } = MdTopOfBookFrame;
      const bid = u8(bidPresent) === 0 ? null : i64(bidHigh);
      const ask = u8(askPresent) === 0 ? null : i64(askHigh);
      return { type, sequence, symbol: u32(symbol), bid, ask };
    }
    case MessageType.Heartbeat:
      return { type, sequence, token: u64(HeartbeatFrame.tokenHigh) };
    case MessageType.HeartbeatAck:
      return { type, sequence, token: u64(HeartbeatAckFrame.tokenHigh) };
    case MessageType.Ack: {
      const { orderIdHigh, engineSequenceHigh } = AckFrame;
      return { type, sequence, orderId: u64(orderIdHigh), engineSequence: u64(engineSequenceHigh) };
    }
    case MessageType.Reject: {
      const { orderIdHigh, reason } = RejectFrame;
      return { type, sequence, orderId: u64(orderIdHigh), reason: u8(reason) as RejectReason };
    }
    case MessageType.Fill: {
      const { takerIdHigh, makerIdHigh, priceHigh, quantity, engineSequenceHigh } = FillFrame;
      return {
        type,
        sequence,
        takerId: u64(takerIdHigh),
        makerId: u64(makerIdHigh),
        price: i64(priceHigh),
        quantity: u32(quantity),
        engineSequence: u64(engineSequenceHigh),
      };
    }
  }
}
