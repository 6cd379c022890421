import { setTimeout as delay } from 'node:timers/promises';

/** Waits, unless the signal aborts first: then it rejects with the signal's own reason. */
export async function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await delay(durationMs, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
