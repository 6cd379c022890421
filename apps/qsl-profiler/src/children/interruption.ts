import { CliError, ExitCode } from '@qsl/cli';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The user, or whoever runs the profiler, has asked it to stop. */
export class Interruption extends CliError {
  readonly exitCode = ExitCode.FAILURE;
  readonly signal: NodeJS.Signals;

  /** `written`: files of parts that had ended before. */
  constructor(signal: NodeJS.Signals, written: readonly string[] = []) {
    const outcome = written.length === 0 ? 'nothing was written' : `written before that: ${written.join(', ')}`;
    super({ code: 'INTERRUPTED', message: `interrupted by ${signal}: ${outcome}` });
    this.signal = signal;
  }
}

/**
 * Does work that SIGINT, SIGTERM and SIGHUP interrupt: the signal it is given aborts, so that the work can put away
 * its children, and an Interruption is thrown if it ends by that. A second one ends this process at once; the
 * children's lifelines see to them.
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) dieOf(name);
    controller.abort(new Interruption(name));
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
  }
}

/**
 * Ends this process by the signal it caught, which tells a calling shell to stop as well: a script whose command was
 * interrupted must not go on as if it had failed by itself.
 */
export function dieOf(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
