import { once } from 'node:events';
import { type ChildCommand, type Ending, OwnedChild } from './owned-child.ts';

export interface RunToEnd {
  ending: Ending;
  /** The end of what it wrote to stdout. */
  stdout: string;
  /** In words how it ended and what it said, for an ending that is a failure. */
  failure: Error;
}

/**
 * Runs a child that ends by itself; `meanwhile` is told its pid, and called off when the child ends. Throws the signal's
 * reason if that aborts first; nothing is left of the child then.
 */
export async function runToEnd(
  command: ChildCommand,
  signal: AbortSignal,
  meanwhile?: (pid: number, ended: AbortSignal) => Promise<void>,
): Promise<RunToEnd> {
  const child = await OwnedChild.start(command);
  const over = new AbortController();
  try {
    signal.throwIfAborted();
    // Should it fail, the child is not waited for any longer.
    const watching = meanwhile?.(child.pid, over.signal).then(() => child.ended) ?? child.ended;
    const aborted = once(signal, 'abort', { signal: over.signal }).catch(() => {});
    await Promise.race([child.ended, aborted, watching]);
    signal.throwIfAborted();
    over.abort();
    await watching;
    return { ending: await child.ended, stdout: child.stdout, failure: child.died.reason };
  } finally {
    over.abort();
    await child.stop();
  }
}
