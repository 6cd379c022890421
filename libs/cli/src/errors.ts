import { ExitCode } from './exit-codes.ts';

export interface FailureDetails {
  /** Stable and in capitals, for scripts and tests: `NO_STRACE`. */
  code: string;
  /** What happened and why, in one sentence. */
  message: string;
  /** What to do about it. */
  remedy?: string;
  cause?: unknown;
}

/** An error that is meant for the user: it ends the program with its exit code, its message and its remedy. */
export abstract class CliError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly code: string;
  readonly remedy: string | undefined;

  constructor({ code, message, remedy, cause }: FailureDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.remedy = remedy;
  }
}

/** The command line, or a tunable in the environment, cannot be what was meant. */
export class UsageError extends CliError {
  readonly exitCode = ExitCode.USAGE;

  constructor(message: string, { remedy, code = 'USAGE' }: { remedy?: string; code?: string } = {}) {
    super({ code, message, ...(remedy === undefined ? {} : { remedy }) });
  }
}

/** The machine lacks what the run needs: a tool, a file system, a permission. */
export class PrerequisiteError extends CliError {
  readonly exitCode = ExitCode.USAGE;
}

/** The run was possible and went wrong. */
export class RuntimeFailure extends CliError {
  readonly exitCode = ExitCode.FAILURE;
}

/** The run finished, and its figures do not deserve to be written down. */
export class UntrustedMeasurement extends CliError {
  readonly exitCode = ExitCode.UNTRUSTED;
}
