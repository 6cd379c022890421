import { MessageType, reasonName } from '@qsl/wire-protocol';
import type { Asked } from './asked.ts';
import type { Reply } from './conversation.ts';

/** The line of one reply, without a line feed. */
export function formatReply(reply: Reply): string {
  switch (reply.type) {
    case MessageType.Ack:
      return `  Ack order=${reply.orderId} seq=${reply.engineSequence}`;
    case MessageType.Reject:
      return `  Reject order=${reply.orderId} reason=${reasonName(reply.reason)}`;
    case MessageType.Fill:
      return `  Fill taker=${reply.takerId} maker=${reply.makerId} price=${reply.price} qty=${reply.quantity}`;
    case MessageType.HeartbeatAck:
      return `  HeartbeatAck token=${reply.token}`;
  }
}

/** All replies for people: a heading and a line each. */
export function formatReplies(replies: readonly Reply[]): string {
  return ['responses:', ...replies.map(formatReply)].map((line) => `${line}\n`).join('');
}

/**
 * What `qsl-client --json` prints, also for an exchange that failed (exit status 1). A stable interface: within one
 * version of the schema nothing is renamed, removed or changed in meaning; additions are possible. 64-bit numbers are strings of
 * decimal digits, for they need not be exact as JSON numbers.
 */
export interface ExchangeDocument {
  /** Ends in the schema's version. */
  schema: 'qsl-client-exchange/1';
  /** All that was asked was answered, and nothing else came. */
  ok: boolean;
  failure: { code: string; message: string } | null;
  gateway: { host: string; port: number };
  sent: { orders: number; cancels: number; heartbeats: number };
  /** In the order in which they came. */
  replies: ReplyDocument[];
}

export type ReplyDocument =
  | { type: 'Ack'; order: string; seq: string }
  | { type: 'Reject'; order: string; reason: string }
  | { type: 'Fill'; taker: string; maker: string; price: string; qty: number; seq: string }
  | { type: 'HeartbeatAck'; token: string };

/** Puts an exchange into the published form. */
export function describeExchange({
  gateway,
  asked,
  replies,
  failure,
}: {
  gateway: { host: string; port: number };
  asked: Asked;
  replies: readonly Reply[];
  failure: { code: string; message: string } | undefined;
}): ExchangeDocument {
  const { kind, count, token } = asked;
  return {
    schema: 'qsl-client-exchange/1',
    ok: failure === undefined,
    failure: failure === undefined ? null : { code: failure.code, message: failure.message },
    gateway: { host: gateway.host, port: gateway.port },
    sent: {
      orders: kind === 'orders' ? count : 0,
      cancels: kind === 'cancels' ? count : 0,
      heartbeats: token === undefined ? 0 : 1,
    },
    replies: replies.map(describeReply),
  };
}

function describeReply(reply: Reply): ReplyDocument {
  switch (reply.type) {
    case MessageType.Ack:
      return { type: 'Ack', order: `${reply.orderId}`, seq: `${reply.engineSequence}` };
    case MessageType.Reject:
      return { type: 'Reject', order: `${reply.orderId}`, reason: reasonName(reply.reason) };
    case MessageType.Fill: {
      const { takerId, makerId, price, quantity, engineSequence } = reply;
      const ids = { taker: `${takerId}`, maker: `${makerId}` };
      return { type: 'Fill', ...ids, price: `${price}`, qty: quantity, seq: `${engineSequence}` };
    }
    case MessageType.HeartbeatAck:
      return { type: 'HeartbeatAck', token: `${reply.token}` };
  }
}
