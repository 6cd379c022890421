import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Test } from 'tap';
import { processesMarked } from './processes.ts';

const SCRIPT = path.join(import.meta.dirname, '../bin/qsl-profiler');
/** QSL_BIN_DIR names a folder of executables to test in place of the source. */
const { QSL_BIN_DIR } = process.env;
const PROGRAM =
  QSL_BIN_DIR === undefined
    ? [process.execPath, '--conditions=@qsl/source', SCRIPT]
    : [path.resolve(QSL_BIN_DIR, 'qsl-profiler')];

export interface Profiler {
  process: ChildProcess;
  /** In the environment of the profiler and of everything it starts. */
  mark: string;
  /** What it has written to stdout so far. */
  stdout: () => string;
  /** What it has written to stderr so far. */
  stderr: () => string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;
}

export interface ProfilerStart {
  experiment?: string;
  args?: string[];
  env?: NodeJS.ProcessEnv;
  /** Gives it a terminal of its own, through script(1); what it writes to either stream is then stdout, and keys are its stdin. */
  terminal?: boolean;
}

/** Starts `qsl-profiler`, by default `gateway-io`, as a user would, from source. It ends with the test at the latest. */
export function startProfiler(
  t: Test,
  { experiment = 'gateway-io', args = [], env = {}, terminal = false }: ProfilerStart,
): Profiler {
  const mark = randomUUID();
  // tap would have every Node process load its own hooks, through a variable that it sets in every spawn.
  const program = [...PROGRAM, experiment, ...args];
  const line = program.map((word) => `'${word}'`).join(' ');
  const wrapped = terminal ? ['script', '--quiet', '--return', '--command', `exec ${line}`, '/dev/null'] : program;
  const command = ['-u', 'NODE_OPTIONS', ...wrapped];
  const child = spawn('/usr/bin/env', command, {
    stdio: [terminal ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, QSL_PROFILE_CONNECTIONS: '20', QSL_PROFILE_REPETITIONS: '1', QSL_TEST_MARK: mark, ...env },
  });
  // One that is left running by a test that failed would go on with its load, and skew the tests after it.
  t.teardown(() => child.kill('SIGKILL'));
  const collect = (stream: 'stdout' | 'stderr') => {
    let text = '';
    (child[stream] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    return () => text;
  };
  const [stdout, stderr] = [collect('stdout'), collect('stderr')];
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout: stdout(), stderr: stderr() }));
  return { process: child, mark, stdout, stderr, ended };
}

/** All files of a folder by name. */
export function contentOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

/** Presses Ctrl-C: the profiler ends by that and says so, and leaves no process and the folder's files as they were. */
export async function checkInterruption(t: Test, profiler: Profiler, folder: string): Promise<void> {
  const before = contentOf(folder);
  profiler.process.kill('SIGINT');
  const { signal, stdout, stderr } = await profiler.ended;
  t.equal(signal, 'SIGINT', 'a calling script sees that it was interrupted');
  t.equal(stdout, '');
  t.match(stderr, /interrupted by SIGINT: nothing was written/);
  t.strictSame(processesMarked(profiler.mark), []);
  t.strictSame(contentOf(folder), before);
}

const hasStrace = (process.env.PATH ?? '').split(':').some((folder) => {
  try {
    return readdirSync(folder).includes('strace');
  } catch {
    return false;
  }
});

/** Options for tests of whole runs: skipped, with the reason, where the profiler refuses to run. */
export const WHOLE_RUN = { skip: hasStrace && process.platform === 'linux' ? false : 'needs Linux and strace' };
