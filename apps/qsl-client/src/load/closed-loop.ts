import type { Pipeline } from './pipeline.ts';
import type { Session } from './session.ts';

export interface ClosedLoopGoal {
  /** How many orders to send; Infinity for as many as fit into the time. */
  orders: number;
  /** How long to go on sending; Infinity for as long as it takes. */
  durationMs: number;
}

/**
 * Keeps every connection as deep in orders as it may be, each answer calling for the next order, and returns when all are
 * answered. The gateway sets the pace, so a gateway that pauses is asked less while it does (coordinated omission):
 * latencies are those of this load, not those a client with a schedule of its own would see. The open loop measures that.
 */
export function runClosedLoop(pipeline: Pipeline, { orders, durationMs }: ClosedLoopGoal): void {
  const stopAt = pipeline.now + durationMs;
  let left = orders;
  const fill = (session: Session) => {
    const count = Math.min(pipeline.room(session), left);
    if (count <= 0) return;
    // What an answer calls for is due when the answer comes, however late this process gets round to it.
    pipeline.send(session, count, pipeline.now);
    left -= count;
  };
  for (const session of pipeline.table.sessions) fill(session);
  while (pipeline.inFlight > 0) {
    const count = pipeline.wait(Number.POSITIVE_INFINITY);
    // All answers first, then all orders: sends that come close together find the gateway awake, and waking it is work
    // for the one who sends.
    for (let i = 0; i < count; i++) pipeline.handle(i);
    if (pipeline.now >= stopAt) left = 0;
    for (let i = 0; i < count; i++) fill(pipeline.table.sessionOf(i));
  }
}
