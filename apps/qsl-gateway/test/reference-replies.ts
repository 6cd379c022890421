/** What the naive reference of the matching specification says to requests, as messages of the wire. */
import type { ReferenceCommand, ReferenceEngine, ReferenceEvent } from '@qsl/matching-engine/reference';
import { type Message, MessageType, OrderType, RejectReason, Side, TimeInForce } from '@qsl/wire-protocol';

/** What a client may send. */
export type Request = Extract<Message, { type: 1 | 2 | 5 }>;

export function isRequest(message: Message): message is Request {
  const { type } = message;
  return type === MessageType.NewOrder || type === MessageType.CancelOrder || type === MessageType.Heartbeat;
}

/** What the reference says to a request, as reply messages. */
export function repliesOf(reference: ReferenceEngine, message: Request): Message[] {
  if (message.type === MessageType.Heartbeat) {
    return [{ type: MessageType.HeartbeatAck, sequence: 0n, token: message.token }];
  }
  const outcome = reference.apply(commandOf(message));
  if ('events' in outcome) return outcome.events.map(replyTo);
  const reason = RejectReason[outcome.reject as keyof typeof RejectReason];
  return [{ type: MessageType.Reject, sequence: 0n, orderId: message.orderId, reason }];
}

function commandOf(message: Exclude<Request, { type: 5 }>): ReferenceCommand {
  const { orderId, symbol } = message;
  if (message.type === MessageType.CancelOrder) return { kind: 'cancel', symbol, id: orderId };
  const { price, quantity } = message;
  const order = { symbol, id: orderId, side: message.side === Side.Buy ? 'B' : 'S', quantity };
  if (message.orderType === OrderType.Market) return { kind: 'market', ...order };
  return { kind: 'limit', ...order, price, timeInForce: message.timeInForce === TimeInForce.GTC ? 'GTC' : 'IOC' };
}

function replyTo(event: ReferenceEvent): Message {
  const engineSequence = BigInt(event.sequence);
  if (event.kind !== 'trade') return { type: MessageType.Ack, sequence: 0n, orderId: event.id, engineSequence };
  const { taker: takerId, maker: makerId, price, quantity } = event;
  return { type: MessageType.Fill, sequence: 0n, takerId, makerId, price, quantity, engineSequence };
}
