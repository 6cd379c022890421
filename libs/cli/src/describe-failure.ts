import { CliError, UsageError } from './errors.ts';
import { ExitCode } from './exit-codes.ts';

export interface Failure {
  exitCode: ExitCode;
  /** For stderr: one or more whole lines. */
  text: string;
}

export interface FailureContext {
  /** The program, which opens the message. */
  name: string;
  /** Lines that follow a mistake of usage. */
  usage: string;
  /** Whether to add the stack: for those who debug, not for those who mistyped. */
  withStack: boolean;
}

/** Errors that the libraries throw, without knowing of exit codes, for wrong usage or a missing prerequisite. */
const USAGE_CODES = new Set<unknown>(['BAD_HOST', 'BAD_PORT', 'NATIVE_CALLS_UNAVAILABLE', 'QSL_PROCFS_UNAVAILABLE']);

function codeOf(error: Error): unknown {
  return (error as { code?: unknown }).code;
}

/** A failed system call: our own PosixError names its `call`, Node's errors their `syscall`. */
function originOf(error: Error): { code: string; call: string } | null {
  const { code, call, syscall } = error as { code?: unknown; call?: unknown; syscall?: unknown };
  const origin = call ?? syscall;
  return typeof code === 'string' && typeof origin === 'string' ? { code, call: origin } : null;
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  return error instanceof Error && USAGE_CODES.has(codeOf(error)) ? ExitCode.USAGE : ExitCode.FAILURE;
}

function explain(error: unknown): string[] {
  if (error instanceof CliError) return error.remedy === undefined ? [error.message] : [error.message, error.remedy];
  if (!(error instanceof Error)) return [`unexpected error: ${String(error)}`];
  const origin = originOf(error);
  if (origin !== null) {
    const { code, call } = origin;
    return [error.message.includes(code) ? error.message : `${error.message} (${code} from ${call})`];
  }
  if (typeof codeOf(error) === 'string') return [error.message];
  return [`unexpected error: ${error.message}`, 'This is a defect. DEBUG=qsl:* shows where it comes from.'];
}

/** Words anything that was thrown for stderr, and gives the exit code that belongs to it. */
export function describeFailure(error: unknown, { name, usage, withStack }: FailureContext): Failure {
  const [message, ...advice] = explain(error);
  const lines = [`${name}: ${message}`, ...advice];
  if (error instanceof UsageError) lines.push(usage);
  if (withStack && error instanceof Error && error.stack !== undefined) lines.push(error.stack);
  return { exitCode: exitCodeOf(error), text: `${lines.join('\n')}\n` };
}
