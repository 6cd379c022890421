import { CLOSE_CAUSE_NAMES } from '../session/close-cause.ts';
import { REJECT_REASONS } from '../session/reject-reasons.ts';

/** Where a connection is in its life, as --metrics names it: by the codes of Phase in transports/epoll/connection.ts. */
export const CONNECTION_STATES = ['open', 'finishing', 'ending', 'draining'] as const;

/**
 * What a serving thread counts: float64 cells of its own in shared memory, so that the main thread can read them at
 * any time and no two threads write to one cell. Totals are sums over threads; `…HighWater` is the largest of them.
 */
export const Counter = {
  Accepted: 0,
  Shed: 1,
  Frames: 2,
  Orders: 3,
  Cancels: 4,
  Heartbeats: 5,
  Fills: 6,
  BytesIn: 7,
  BytesOut: 8,
  AcceptBackoffs: 9,
  /** Most bytes of unsent replies that one connection had. */
  BacklogHighWater: 10,
  /** The first of one cell a reject reason, in the order of its codes. */
  FirstReject: 11,
  /** The first of one cell a close cause, in the order of its codes. */
  FirstClose: 11 + REJECT_REASONS,
  /** The first of one cell a connection state: those that are in it now. */
  FirstState: 11 + REJECT_REASONS + CLOSE_CAUSE_NAMES.length,
} as const;

export const COUNTER_CELLS = Counter.FirstState + CONNECTION_STATES.length;

/** A thread's block is a whole number of cache lines. */
export const COUNTER_BLOCK_BYTES = Math.ceil((COUNTER_CELLS * Float64Array.BYTES_PER_ELEMENT) / 64) * 64;

export type Counters = Float64Array;

/** The counters of thread `thread` in memory for many. */
export function countersOf(memory: SharedArrayBuffer, thread: number): Counters {
  return new Float64Array(memory, thread * COUNTER_BLOCK_BYTES, COUNTER_CELLS);
}
