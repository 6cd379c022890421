import { PrerequisiteError, RuntimeFailure } from '@qsl/cli';
import { childEnvironment } from '../children/environment.ts';
import { runToEnd } from '../children/run-to-end.ts';
import type { Subject } from './options.ts';

/** What to let perf see of a command that runs on Node: names of compiled functions, and frames of interpreted ones. */
export const NODE_OPTIONS_FOR_PERF = '--perf-basic-prof --interpreted-frames-native-stack';

export interface PerfCall {
  /** `stat -x ,` … up to what perf is to watch. */
  args: readonly string[];
  subject: Subject;
  env?: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Told perf's pid, and called off when it ends. */
  meanwhile?: (pid: number, ended: AbortSignal) => Promise<void>;
}

/** How long something was watched, and by what clock. */
export interface Watched {
  elapsedMs: number;
  elapsedSource: string;
}

export const BY_PROFILER = 'profiler, CLOCK_MONOTONIC';

/**
 * Has perf watch a command to its end, or a process for a time. Throws RuntimeFailure COMMAND_FAILED if the command
 * fails, whose figures would be those of failing; PrerequisiteError PERF_REFUSED if perf cannot attach.
 * Gives how long it watched: of a process what its sleep takes, since its own start and end are not watched.
 */
export async function runPerf({ args, subject, env = {}, signal, meanwhile }: PerfCall): Promise<Watched> {
  const startedAt = performance.now();
  const watched =
    subject.kind === 'command'
      ? ['--', ...subject.words]
      : ['-p', String(subject.pid), '--', 'sleep', String(subject.durationMs / 1000)];
  const name = subject.kind === 'command' ? `"${subject.described}" under perf` : 'perf';
  const { ending, failure } = await runToEnd(
    { name, file: 'perf', args: [...args, ...watched], env: { ...childEnvironment(), ...env } },
    signal,
    meanwhile,
  );
  const elapsedMs = performance.now() - startedAt;
  if (ending.code === 0) {
    if (subject.kind === 'command') return { elapsedMs, elapsedSource: BY_PROFILER };
    // Less where the process ended before.
    return {
      elapsedMs: Math.min(subject.durationMs, elapsedMs),
      elapsedSource: 'asked for, bounded by the sleep of perf',
    };
  }
  if (subject.kind === 'command') throw commandFailed(failure);
  throw new PrerequisiteError({
    code: 'PERF_REFUSED',
    message: `perf cannot look at ${subject.described}: ${failure.message}`,
    remedy: 'Run as root, or lower kernel.perf_event_paranoid; or use --source v8 for a program that runs on Node.',
    cause: failure,
  });
}

export function commandFailed(failure: Error): RuntimeFailure {
  return new RuntimeFailure({
    code: 'COMMAND_FAILED',
    message: failure.message,
    remedy:
      `${(failure as RuntimeFailure).remedy ?? ''}\nA command must end with exit 0 for its figures to be written.`.trim(),
    cause: failure,
  });
}
