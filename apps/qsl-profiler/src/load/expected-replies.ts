import { type Message, MessageType, Side, typeName } from '@qsl/wire-protocol';

/** The order of every round trip: small, plain, within any sane risk limit. */
export const ORDER = { symbol: 0, price: 100, quantity: 5 } as const;

/**
 * Odd orders buy and rest, even ones sell and take the order before them. So every second round trip trades, the book
 * is empty again after it, and the thousandth round trip finds the same gateway as the first.
 */
export function sideOf(orderId: number): Side {
  return orderId % 2 === 1 ? Side.Buy : Side.Sell;
}

/**
 * Judges the replies to one round trip: NewOrder `orderId`, then Heartbeat with the same number as its token. Gives
 * the last engine sequence number, or says in words what is wrong. `lastSequence` is what the round trip before gave.
 */
export function checkReplies(
  replies: readonly Message[],
  orderId: number,
  lastSequence: bigint,
): { sequence: bigint } | { wrong: string } {
  const order = BigInt(orderId);
  const [ack, ...rest] = replies;
  const fills = rest.slice(0, -1);
  const heartbeatAck = rest.at(-1);
  if (ack?.type !== MessageType.Ack || ack.orderId !== order) return wrongAt('first', ack, `Ack of order ${orderId}`);
  if (heartbeatAck?.type !== MessageType.HeartbeatAck || heartbeatAck.token !== order) {
    return wrongAt('last', heartbeatAck, `HeartbeatAck of token ${orderId}`);
  }
  const wantedFills = sideOf(orderId) === Side.Sell ? 1 : 0;
  if (fills.length !== wantedFills) return { wrong: `${fills.length} replies between, not ${wantedFills}` };
  let sequence = lastSequence;
  for (const reply of [ack, ...fills]) {
    if (reply !== ack && !isFill(reply, order))
      return wrongAt('second', reply, `Fill of ${orderId} with ${orderId - 1}`);
    const { engineSequence } = reply as { engineSequence: bigint };
    if (engineSequence <= sequence) return { wrong: `engine sequence ${engineSequence} does not follow ${sequence}` };
    sequence = engineSequence;
  }
  return { sequence };
}

function isFill(reply: Message, takerId: bigint): boolean {
  return (
    reply.type === MessageType.Fill &&
    reply.takerId === takerId &&
    reply.makerId === takerId - 1n &&
    reply.price === BigInt(ORDER.price) &&
    reply.quantity === ORDER.quantity
  );
}

function wrongAt(position: string, reply: Message | undefined, wanted: string): { wrong: string } {
  return { wrong: `${position} reply is ${reply === undefined ? 'absent' : typeName(reply.type)}, not ${wanted}` };
}
