/** Requests as bytes, and replies as messages, for tests. */
import {
  decodeMessageAt,
  encodeMessage,
  type Message,
  MessageType,
  OrderType,
  Side,
  TimeInForce,
} from '@qsl/wire-protocol';

export { OrderType, Side, TimeInForce };

export interface OrderTerms {
  readonly id: bigint;
  readonly symbol?: number;
  readonly side?: Side;
  readonly price?: bigint;
  readonly quantity?: number;
  readonly orderType?: OrderType;
  readonly timeInForce?: TimeInForce;
  readonly sequence?: bigint;
}

/** A NewOrder: a good-till-cancelled limit to buy 1 at 100 on symbol 0, unless told otherwise. */
export function newOrder(terms: OrderTerms): Buffer {
  return frame({
    type: MessageType.NewOrder,
    sequence: 0n,
    symbol: 0,
    side: Side.Buy,
    price: 100n,
    quantity: 1,
    orderType: OrderType.Limit,
    timeInForce: TimeInForce.GTC,
    orderId: terms.id,
    ...terms,
  } as Message);
}

export function cancelOrder({ id, symbol = 0 }: { id: bigint; symbol?: number }): Buffer {
  return frame({ type: MessageType.CancelOrder, sequence: 0n, orderId: id, symbol });
}

export function heartbeat(token: bigint): Buffer {
  return frame({ type: MessageType.Heartbeat, sequence: 0n, token });
}

export function heartbeatAck(token: bigint): Buffer {
  return frame({ type: MessageType.HeartbeatAck, sequence: 0n, token });
}

/** `count` heartbeats with the tokens from `first` on, below 2^32. */
export function heartbeats(count: number, first = 0): Buffer {
  return numbered(heartbeat(0n), count, first);
}

/** Their answers. */
export function heartbeatAcks(count: number, first = 0): Buffer {
  return numbered(heartbeatAck(0n), count, first);
}

/** Megabytes of frames that differ in their last four bytes. */
function numbered(pattern: Buffer, count: number, first: number): Buffer {
  const bytes = Buffer.alloc(pattern.length * count, pattern);
  for (let i = 0; i < count; i++) bytes.writeUInt32BE(first + i, (i + 1) * pattern.length - 4);
  return bytes;
}

export function frame(message: Message): Buffer {
  return Buffer.from(encodeMessage(message).buffer);
}

/** All messages in a stream of whole frames. */
export function decodeAll(bytes: Uint8Array): Message[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: Message[] = [];
  for (let at = 0; at < bytes.length; at += 16 + view.getUint32(at + 4)) {
    const decoded = decodeMessageAt(view, at, bytes.length);
    if (!decoded.ok) throw new Error(`reply at byte ${at} is no frame: status ${decoded.error}`);
    messages.push(decoded.message);
  }
  return messages;
}
