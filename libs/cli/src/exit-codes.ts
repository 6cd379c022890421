/** What an app's exit status means; every app keeps to it, and its `--help` lists it. */
export const ExitCode = {
  OK: 0,
  /** Something failed while running. */
  FAILURE: 1,
  /** Wrong usage, or something the run needs is missing. */
  USAGE: 2,
  /** A measurement was made and cannot be trusted: no artifact was written. */
  UNTRUSTED: 3,
  /** A comparison found a regression. */
  REGRESSION: 10,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
