import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { isGone, readStatus, type Status } from '@qsl/procfs';
import { OwnedChild } from '../children/owned-child.ts';
import { sleep } from '../children/sleep.ts';
import { runTool } from '../provenance/run-tool.ts';
import { type PerfSummary, parsePerfSummary } from './perf-summary.ts';
import { TraceFormatError } from './syscall-table.ts';
import { withTemporaryFile } from './temporary-file.ts';
import { TRIAL_PROGRAM } from './trial-program.ts';

/** Why perf gives no cross-check. Never an error: the pass is then reported as unavailable. */
export class PerfUnavailable extends Error {
  override readonly name = 'PerfUnavailable';
  readonly code = 'PERF_UNAVAILABLE';
}

const PATIENCE_MS = 10_000;
const LOOK_MS = 20;
/** Looks in a row that must find perf in one and the same sleep: it also sleeps for a moment on its way. */
const LOOKS = 4;

function perfCommand(file: string): string[] {
  return ['perf', 'trace', '-s', '-o', file];
}

/** "6.1.187", or undefined without perf. */
export function perfVersion(): string | undefined {
  return /version (\S+)/.exec(runTool('perf', ['--version']) ?? '')?.[1];
}

/** Why perf may not trace here; undefined if it may. */
export async function whyPerfMayNotTrace(): Promise<string | undefined> {
  if (perfVersion() === undefined) return 'perf is not on the PATH';
  return withTemporaryFile(async (file) => {
    const [command = '', ...args] = perfCommand(file);
    const { status, signal } = spawnSync(command, [...args, '--', ...TRIAL_PROGRAM], {
      stdio: 'ignore',
      timeout: PATIENCE_MS,
    });
    if (status !== 0)
      return `perf trace may not trace here (${signal ?? `exit ${status}`}): it needs root or CAP_PERFMON and tracefs`;
    try {
      return parsePerfSummary(await readFile(file, 'utf8')).threads.length > 0
        ? undefined
        : 'perf trace sees no event here';
    } catch {
      return 'perf trace writes no summary here';
    }
  });
}

export interface PerfRun<Result> {
  result: Result;
  summary: PerfSummary;
  /** The summary as perf wrote it. */
  raw: string;
}

/**
 * Lets perf count the system calls of running processes, thread by thread, while some work is done.
 * Throws PerfUnavailable if perf cannot attach, writes no summary, or lost events.
 */
export async function withPerf<Result>(
  { pid, signal }: { pid: number | readonly number[]; signal: AbortSignal },
  work: () => Promise<Result>,
): Promise<PerfRun<Result>> {
  return withTemporaryFile(async (file) => {
    const [command = '', ...args] = perfCommand(file);
    const perf = await OwnedChild.start({
      name: 'perf trace',
      file: command,
      args: [...args, '-p', [pid].flat().join(',')],
      env: { ...process.env, LC_ALL: 'C', PERF_CONFIG: '/dev/null' },
    });
    let result: Result;
    try {
      await waitUntilCaughtUp(perf, signal);
      result = await work();
      await waitUntilCaughtUp(perf, signal);
    } finally {
      await perf.stop({ signal: 'SIGINT' });
    }
    const raw = await readFile(file, 'utf8');
    return { result, raw, summary: readSummary(raw) };
  });
}

function readSummary(raw: string): PerfSummary {
  try {
    const summary = parsePerfSummary(raw);
    if (summary.lostEvents === 0) return summary;
    throw new PerfUnavailable(`perf trace lost ${summary.lostEvents} events: its counts would be too low`);
  } catch (error) {
    if (error instanceof TraceFormatError) throw new PerfUnavailable(error.message);
    throw error;
  }
}

/**
 * Waits until perf does nothing but wait for events. It says nothing when it has attached, nor when it has read what it
 * was sent; and at SIGINT it throws away what it has not (builtin-trace.c, `interrupted`). So it must be seen asleep,
 * without a moment on a CPU in between, before the load and after it. Should it have slept over something else, its
 * count of connections tells.
 */
async function waitUntilCaughtUp(perf: OwnedChild, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let slept = 0;
  for (let looks = 0; looks < LOOKS; ) {
    await sleep(LOOK_MS, signal);
    if (performance.now() > deadline) throw new PerfUnavailable('perf trace does not keep up with the gateway');
    const { voluntarySwitches: sleeps, state } = readStatusOf(perf);
    looks = state === 'S' && sleeps === slept ? looks + 1 : 0;
    slept = sleeps;
  }
}

function readStatusOf({ pid }: OwnedChild): Status {
  try {
    return readStatus({ pid });
  } catch (error) {
    if (isGone(error)) throw new PerfUnavailable('perf trace ended by itself: it cannot attach to the gateway');
    throw error;
  }
}
