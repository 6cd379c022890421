import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { exitOnSignals } from '@qsl/cli';
import { getCpuAffinity, setCpuAffinity } from '@qsl/posix';

/** What the programs compared here all print as their last line. */
export interface Outcome {
  datagrams: number;
  elapsedMs: number;
  /** Absent where only a part of the program's life is timed. */
  cpuMs?: number;
}

export interface Running {
  /** Its first line. */
  ready: Promise<string>;
  outcome: Promise<Outcome>;
}

const allCpus = getCpuAffinity();

const children = new Set<ChildProcess>();
exitOnSignals('bench');
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Publisher and subscriber are kept apart, each on a CPU of its own where there are two. */
export const SENDER_CPU: number = allCpus[0]!;
export const RECEIVER_CPU: number = allCpus[1] ?? SENDER_CPU;

/** Starts a program on one CPU: the floor, or a script for this Node. */
export function start(cpu: number, file: string, args: readonly (string | number)[]): Running {
  const isFloor = file.endsWith('feed_floor');
  const command = isFloor ? [file] : [process.execPath, '--conditions=@qsl/source', file];
  const [program = '', ...before] = command;
  // A child inherits the CPUs of the thread that starts it.
  setCpuAffinity([cpu]);
  const child = spawn(program, [...before, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
  setCpuAffinity(allCpus);
  return watch(child);
}

function watch(child: ChildProcessByStdio<null, Readable, null>): Running {
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  children.add(child);
  ended.then(() => children.delete(child));
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (lines.push(line) === 1) resolve(line);
    });
    ended.then((status) => reject(new Error(`${child.spawnargs.join(' ')} ended with ${status} and said nothing`)));
  });
  const outcome = Promise.all([ended, ready]).then(() => outcomeOf(lines.at(-1)!));
  return { ready, outcome };
}

/** The floor counts datagrams; qsl-mdfeed's reports name them by what they are there. */
function outcomeOf(line: string): Outcome {
  const document = JSON.parse(line) as Outcome & { published?: number; received?: number };
  return { ...document, datagrams: document.datagrams ?? document.published ?? document.received ?? 0 };
}

/** The port in `ready 4242` of the floor and in the listening line of the subscriber. */
export function portOf(ready: string): number {
  return Number(/"port":(\d+)|ready (\d+)/.exec(ready)?.slice(1).find(Boolean));
}
