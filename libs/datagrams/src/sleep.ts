const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Blocks the thread, and wakes some 0.1 ms late. */
export function sleepMs(durationMs: number): void {
  Atomics.wait(cell, 0, 0, durationMs);
}
