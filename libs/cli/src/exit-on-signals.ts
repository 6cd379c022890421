import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * For programs that need only their exit handlers to put everything away, and that write what they found at their end: on
 * SIGINT, SIGTERM and SIGHUP they say so and exit, with 128 and the signal's number as a shell would tell it. The first
 * signal decides: those that come during the exit change nothing, nor do they keep an exit handler from its end. Gives the
 * function that ends this, for work that holds up the event loop: no handler runs then, and a signal had better act by itself.
 */
export function exitOnSignals(name: string): () => void {
  const handlers = SIGNALS.map((signal) => {
    const handle = () => {
      const clear = process.stderr.isTTY ? '\r\x1b[K' : '';
      process.stderr.write(`${clear}${name}: interrupted by ${signal}: no results were written\n`);
      process.exit(128 + constants.signals[signal]);
    };
    // Not `once`: it would leave the next signal of the kind to end the process in the middle of its exit handlers. There
    // is no next call, as process.exit() does not return to the event loop.
    process.on(signal, handle);
    return () => process.off(signal, handle);
  });
  return () => {
    for (const end of handlers) end();
  };
}
