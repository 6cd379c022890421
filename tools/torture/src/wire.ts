import type { ReferenceEvent } from '@qsl/matching-engine/reference';
import {
  encodeMessage,
  type Message,
  MessageType,
  OrderType,
  RejectReason,
  Side,
  TimeInForce,
} from '@qsl/wire-protocol';
import type { ConnectionScript, Request } from './script.ts';

/** The bytes of a connection, and where each of its requests ends in them. */
export interface Stream {
  readonly bytes: Uint8Array;
  readonly requestEnds: readonly number[];
}

export function streamOf({ requests, tail }: ConnectionScript): Stream {
  const frames = requests.map((request, i) => encodeMessage(messageOf(request, BigInt(i))));
  let end = 0;
  const requestEnds = frames.map((frame) => {
    end += frame.length;
    return end;
  });
  // Not from Buffer's pool: its address must not change hands.
  const rest = Buffer.from(tail?.hex ?? '', 'hex');
  const bytes = new Uint8Array(end + rest.length);
  let at = 0;
  for (const part of [...frames, rest]) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, requestEnds };
}

/** The frame's message; `sequence` is the client's own number for it. */
export function messageOf(request: Request, sequence: bigint): Message {
  if (request.kind === 'heartbeat') return { type: MessageType.Heartbeat, sequence, token: request.token };
  const { id: orderId, symbol } = request;
  if (request.kind === 'cancel') return { type: MessageType.CancelOrder, sequence, orderId, symbol };
  const isLimit = request.kind === 'limit';
  return {
    type: MessageType.NewOrder,
    sequence,
    orderId,
    symbol,
    price: isLimit ? request.price : 0n,
    quantity: request.quantity,
    side: request.side === 'B' ? Side.Buy : Side.Sell,
    orderType: isLimit ? OrderType.Limit : OrderType.Market,
    timeInForce: isLimit && request.timeInForce === 'GTC' ? TimeInForce.GTC : TimeInForce.IOC,
  };
}

/** The reply to a request that was accepted. */
export function acceptance(events: readonly ReferenceEvent[]): Uint8Array {
  return Buffer.concat(events.map((event) => encodeMessage(replyTo(event))));
}

function replyTo(event: ReferenceEvent): Message {
  const engineSequence = BigInt(event.sequence);
  if (event.kind !== 'trade') return { type: MessageType.Ack, sequence: 0n, orderId: event.id, engineSequence };
  const { taker: takerId, maker: makerId, price, quantity } = event;
  return { type: MessageType.Fill, sequence: 0n, takerId, makerId, price, quantity, engineSequence };
}

/** The reply to a request that was rejected, for a reason by its name. */
export function rejection(orderId: bigint, reason: string): Uint8Array {
  const code = RejectReason[reason as keyof typeof RejectReason];
  return encodeMessage({ type: MessageType.Reject, sequence: 0n, orderId, reason: code });
}

export function heartbeatAck(token: bigint): Uint8Array {
  return encodeMessage({ type: MessageType.HeartbeatAck, sequence: 0n, token });
}
