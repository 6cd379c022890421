/**
 * How commands get from the serving threads to the one thread that writes files: two buffers in shared memory. Serving
 * threads append to one of them under the engine's lock; the journal's thread swaps them under the same lock, and writes
 * the full one in peace.
 *
 *   serving threads ──▶ [ records … │ free ]  buffer of the generation
 *                       [ records        ] ──▶ journal's thread ──▶ write, fdatasync
 *
 * A generation is what is written at once. A reply may leave when the generation that its command is part of is written.
 */

/** Cells of the control block (int32). */
export const JournalControl = {
  /** Of the buffer that is being filled; the buffer is its lowest bit. Under the engine's lock; waited on for room. */
  Generation: 0,
  /** Bytes of records in that buffer. Under the engine's lock. */
  Length: 1,
  /** The last generation that is as safe as the durability mode makes it. Changed by the journal's thread. */
  Written: 2,
  /** 1 while the journal's thread sleeps for want of work; whoever sets it to 0 wakes it. */
  Sleeping: 3,
  /** 1 when there is no time to lose: half a buffer is full, or the gateway stops. */
  Urgent: 4,
  /** 1 after a failure: nothing more is accepted, no reply that waits will leave. */
  Failed: 5,
  /** 1 when all serving threads have ended: write what is left, mark the end. */
  Stopping: 6,
  /** Most bytes that one generation had. Written by the journal's thread. */
  LengthHighWater: 7,
  /** Moves on with every write and with a failure; waited on by those who wait for either. */
  Turns: 8,
} as const;
const CONTROL_CELLS = 16;

/** Room for the records of 64 KiB of frames many times over, so that the disk may rest while orders come in. */
export const BUFFER_BYTES = 1024 * 1024;

/** Upper bounds of the latency histogram's buckets, in seconds; one more bucket is for what takes longer. */
export const LATENCY_BOUNDS_S = [
  0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,
] as const;

/** Cells of the totals (float64), written by the journal's thread alone. */
export const JournalTotal = {
  Commits: 0,
  Commands: 1,
  Bytes: 2,
  /** Time spent in write and fdatasync. */
  Seconds: 3,
  SlowestSeconds: 4,
  /** The first of one cell a latency bucket, each counting its own commits. */
  FirstBucket: 5,
} as const;
const TOTAL_CELLS = JournalTotal.FirstBucket + LATENCY_BOUNDS_S.length + 1;

/** Memory between the serving threads, the journal's and the main thread. */
export interface JournalMemory {
  readonly buffers: SharedArrayBuffer;
  readonly control: Int32Array;
  readonly totals: Float64Array;
}

export function createJournalMemory(): JournalMemory {
  const control = new Int32Array(new SharedArrayBuffer(CONTROL_CELLS * Int32Array.BYTES_PER_ELEMENT));
  control[JournalControl.Written] = -1; // the first generation is 0, and not written
  return {
    buffers: new SharedArrayBuffer(2 * BUFFER_BYTES),
    control,
    totals: new Float64Array(new SharedArrayBuffer(TOTAL_CELLS * Float64Array.BYTES_PER_ELEMENT)),
  };
}

/** Where the buffer of a generation begins. */
export function bufferOf(generation: number): number {
  return (generation & 1) * BUFFER_BYTES;
}
