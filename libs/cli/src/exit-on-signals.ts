import { constants } from 'node:os';

/**
 * For programs that need only their exit handlers to put everything away, and that write what they found at their end: on
 * SIGINT, SIGTERM and SIGHUP they say so and exit, with 128 and the signal's number as a shell would tell it.
 */
export function exitOnSignals(name: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      process.stderr.write(
        `${process.stderr.isTTY ? '\r\x1b[K' : ''}${name}: interrupted by ${signal}: no results were written\n`,
      );
      process.exit(128 + constants.signals[signal]);
    });
  }
}
