import type { Engine } from '@qsl/matching-engine';
import type { JournalMemory } from '../journal/journal-memory.ts';
import type { SharedFeed } from '../market-data/shared-feed.ts';
import { COUNTER_BLOCK_BYTES } from './counters.ts';
import { ENGINE_LOCK_BYTES } from './engine-lock.ts';

/** Cells of the control block (int32), each written by whoever its comment names. */
export const Control = {
  /** Set by the main thread: one of Stop. */
  Stopping: 0,
  /** Connections served now; changed by serving threads. */
  Active: 1,
  /** Most connections served at once; changed by serving threads. */
  ActiveHighWater: 2,
} as const;
const CONTROL_CELLS = 16;

/** How far a gateway's stop has come. */
export const Stop = {
  No: 0,
  /** Nobody is served any more; connections are taken only to be closed. */
  Closing: 1,
  /** No connection is taken. */
  Closed: 2,
  /** The process is ending: nobody may wait for a peer any more. */
  Exiting: 3,
} as const;

/** Memory that all threads of a gateway share; sent to each as it starts. */
export interface SharedState {
  readonly engine: SharedArrayBuffer;
  readonly lock: SharedArrayBuffer;
  readonly control: Int32Array;
  /** One block a thread: see counters.ts. */
  readonly counters: SharedArrayBuffer;
  /** One cell a thread: the descriptor it serves plus one, negative while it waits for the peer's bytes; 0 for none. */
  readonly descriptors: Int32Array;
  /** Of the market data that is published; undefined where none is. */
  readonly feed: SharedFeed | undefined;
  /** Commands on their way to the journal; undefined without one. */
  readonly journal: JournalMemory | undefined;
}

/**
 * Shared memory for an engine that was made shared, and at most `maxThreads` serving threads; with a feed and a journal, if
 * there are any.
 */
export function createSharedState(
  engine: Engine,
  maxThreads: number,
  { feed, journal }: { feed?: SharedFeed | undefined; journal?: JournalMemory | undefined } = {},
): SharedState {
  const int32 = (length: number) => new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
  return {
    engine: engine.memory.buffer as SharedArrayBuffer,
    lock: new SharedArrayBuffer(ENGINE_LOCK_BYTES),
    control: int32(CONTROL_CELLS),
    counters: new SharedArrayBuffer(maxThreads * COUNTER_BLOCK_BYTES),
    descriptors: int32(maxThreads),
    feed,
    journal,
  };
}

/** Counts a connection in, unless `maxConnections` (0 for no cap) are served already. Returns whether it did. */
export function tryEnterActive(control: Int32Array, maxConnections: number): boolean {
  let active = Atomics.load(control, Control.Active);
  for (;;) {
    if (maxConnections > 0 && active >= maxConnections) return false;
    const before = Atomics.compareExchange(control, Control.Active, active, active + 1);
    if (before === active) break;
    active = before;
  }
  raiseHighWater(control, active + 1);
  return true;
}

function raiseHighWater(control: Int32Array, active: number): void {
  let seen = Atomics.load(control, Control.ActiveHighWater);
  while (active > seen) {
    const before = Atomics.compareExchange(control, Control.ActiveHighWater, seen, active);
    if (before === seen) return;
    seen = before;
  }
}

/** Counts a connection out. */
export function leaveActive(control: Int32Array): void {
  Atomics.sub(control, Control.Active, 1);
}
