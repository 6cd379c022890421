import { performance } from 'node:perf_hooks';
import type { Latencies } from './latency.ts';
import type { Pipeline } from './pipeline.ts';

// A constant of this module: `performance` as a global is a getter, and an imported binding is reloaded at every use.
const clock = performance;

export interface OpenLoopGoal {
  orders: number;
  /** Orders per millisecond. */
  ratePerMs: number;
  /** Takes by how much orders go out late: for all that go in one send, by how much the first does. */
  delays: Latencies;
}

/**
 * Sends orders by a timetable: the n-th is due n / rate after the start, whatever the gateway does, and its latency counts
 * from then. An order that waits, because the gateway has stopped reading or because this process is late, is as late as
 * its client would find it (no coordinated omission; the method of wrk2).
 * Connections take turns, and what is due together goes out in one send.
 */
export function runOpenLoop(pipeline: Pipeline, { orders, ratePerMs, delays }: OpenLoopGoal): void {
  const { sessions } = pipeline.table;
  const start = pipeline.now;
  let sent = 0;
  let turn = 0;
  while (sent < orders || pipeline.inFlight > 0) {
    const now = clock.now();
    const due = Math.min(orders, Math.floor((now - start) * ratePerMs) + 1);
    for (let tried = 0; sent < due && tried < sessions.length; tried++) {
      const session = sessions[turn]!;
      turn = (turn + 1) % sessions.length;
      const count = Math.min(pipeline.room(session), due - sent);
      if (count <= 0) continue;
      const planned = start + sent / ratePerMs;
      delays.record(now - planned, count);
      pipeline.send(session, count, planned);
      sent += count;
    }
    // Where no connection has room, only an event can make some.
    const waitsForTime = sent === due && sent < orders;
    const count = pipeline.wait(waitsForTime ? start + sent / ratePerMs - clock.now() : Number.POSITIVE_INFINITY);
    for (let i = 0; i < count; i++) pipeline.handle(i);
  }
}
