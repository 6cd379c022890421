import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { RuntimeFailure } from '@qsl/cli';
import { processCpuNs } from '@qsl/posix';
import { onCpu } from './cpus.ts';

/** A program to run, and where. */
export interface Command {
  readonly cpu: number | undefined;
  readonly file: string;
  readonly args: readonly (string | number)[];
}

/** What was measured is gone when this process ends, however it ends. */
const children = new Set<ChildProcess>();
process.on('exit', killChildren);

/** Ends at once what is still running, after a failure that nobody there was told of. */
export function killChildren(): void {
  for (const child of children) child.kill('SIGKILL');
}

const PATIENCE_MS = 120_000;
/** A gateway that is told to stop keeps what its start compiled, for the next. */
const STOP_MS = 5000;

/** For what is measured: without what would make Node do more than its work. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NODE_|DEBUG$|TAP|_TAPJS)/.test(name)));
}

function startChild({ cpu, file, args }: Command): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const child = onCpu(cpu, () =>
    spawn(file, args.map(String), { stdio: ['pipe', 'pipe', 'pipe'], env: environment() }),
  );
  children.add(child);
  child.once('exit', () => children.delete(child));
  child.once('error', () => children.delete(child));
  return child as ChildProcess & { stdout: NodeJS.ReadableStream };
}

function collect(child: ChildProcess): { stdout: () => string; stderr: () => string } {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (piece: string) => {
      texts[name] += piece;
    });
  }
  return { stdout: () => texts.stdout, stderr: () => texts.stderr };
}

/** Runs a program to its end and gives what it wrote to stdout. Throws RuntimeFailure if it ends with another status than these. */
export async function runToEnd(command: Command, statuses: readonly number[] = [0]): Promise<string> {
  const child = startChild(command);
  const output = collect(child);
  child.stdin?.end();
  const deadline = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (code !== null && statuses.includes(code)) return output.stdout();
    throw failure(command, `ended with ${signal ?? code}: ${output.stderr().trim()}`);
  } finally {
    clearTimeout(deadline);
  }
}

function failure({ file, args }: Command, what: string): RuntimeFailure {
  const name = [file.split('/').at(-1), ...args.slice(-4)].join(' ');
  return new RuntimeFailure({ code: 'CHILD_FAILED', message: `${name} ${what}` });
}

/** A program that serves until it is stopped. */
export interface Server {
  readonly pid: number;
  /** What its first line named. */
  readonly port: number;
  /** CPU time of all its threads so far, those that ended included, in nanoseconds. */
  cpuNs(): number;
  /** Keeps a program that polls from taking the CPU while another is measured. */
  pause(): void;
  resume(): void;
  /** Everything it wrote, once it has ended by itself. */
  output(): Promise<string>;
  stop(): Promise<void>;
}

const PORT = /(?:ready |:)(\d+)/;

/** Starts a program and waits for the line that names its port. */
export async function startServer(command: Command): Promise<Server> {
  const child = startChild(command);
  const output = collect(child);
  const ended = once(child, 'close');
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, named] = PORT.exec(output.stdout()) ?? [];
      if (named !== undefined) resolve(Number(named));
    });
    ended.then(
      ([code]) => reject(failure(command, `ended with ${code} before it served: ${output.stderr().trim()}`)),
      reject,
    );
  });
  const pid = child.pid as number;
  return {
    pid,
    port,
    cpuNs: () => processCpuNs(pid),
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    output: async () => {
      await ended;
      return output.stdout();
    },
    stop: async () => {
      child.kill('SIGTERM');
      child.kill('SIGCONT');
      const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(deadline);
    },
  };
}

/** Starts a program that says one line and then stays until its input ends; gives that line, and what ends it. */
export async function startHolder(command: Command): Promise<{ said: string; end: () => Promise<void> }> {
  const child = startChild(command);
  const output = collect(child);
  const ended = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), ended]);
  if (child.exitCode !== null) throw failure(command, `ended with ${child.exitCode}: ${output.stderr().trim()}`);
  return {
    said: output.stdout(),
    end: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}
