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
  /** Takes a whole CPU even when nobody asks it for anything. */
  readonly polls?: boolean;
  /** Answers the second of two orders that cross with a Fill. */
  readonly matches?: boolean;
  /** Has no handler for SIGTERM, and dies of it, where another server has to end with status 0. */
  readonly endsBySignal?: boolean;
}

/** What was measured is gone when this process ends, however it ends. */
const children = new Set<ChildProcess>();
process.on('exit', killChildren);

/** Ends at once what is still running, after a failure that nobody there was told of. */
export function killChildren(): void {
  for (const child of children) child.kill('SIGKILL');
}

const PATIENCE_MS = 120_000;
/** Within this a program says its first line. */
const START_MS = 60_000;
/** Within this it ends when told to. A gateway keeps what its start compiled, for the next. */
const STOP_MS = 20_000;

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
  readonly command: Command;
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
  /** Throws RuntimeFailure where it did not end by this, or in order, or complained of anything. */
  stop(): Promise<void>;
}

/** The port that a program's lines name, once one of them does. A line whose end is yet to come may lack digits. */
export function portNamedIn(text: string): number | undefined {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1);
  const [, named] = /(?:ready |:)(\d+)/.exec(lines) ?? [];
  return named === undefined ? undefined : Number(named);
}

type Ending = [code: number | null, signal: NodeJS.Signals | null];

/** What a program has written once that is enough; a program that ends or says nothing in time is a failure. */
async function heard<Found>(
  { child, command, patienceMs }: { child: ChildProcess; command: Command; patienceMs: number },
  { output, ended }: { output: ReturnType<typeof collect>; ended: Promise<Ending> },
  find: (text: string) => Found | undefined,
): Promise<Found> {
  let deadline: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Found>((resolve, reject) => {
      const fail = (what: string) => reject(failure(command, `${what}: ${output.stderr().trim()}`));
      child.stdout?.on('data', () => {
        const found = find(output.stdout());
        if (found !== undefined) resolve(found);
      });
      ended.then(([code, signal]) => fail(`ended with ${signal ?? code} before it served`), reject);
      deadline = setTimeout(() => {
        child.kill('SIGKILL');
        fail(`did not serve within ${patienceMs / 1000} s`);
      }, patienceMs);
    });
  } finally {
    clearTimeout(deadline);
  }
}

/** Starts a program and waits for the line that names its port. */
export async function startServer(command: Command, patienceMs = START_MS): Promise<Server> {
  const child = startChild(command);
  const output = collect(child);
  const ended = once(child, 'close') as Promise<Ending>;
  const port = await heard({ child, command, patienceMs }, { output, ended }, portNamedIn);
  const pid = child.pid as number;
  return {
    command,
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
      const [code, signal] = await ended;
      clearTimeout(deadline);
      const isOrderly = code === 0 || (command.endsBySignal === true && signal === 'SIGTERM');
      const complaint = output.stderr().trim();
      if (!isOrderly || complaint !== '') throw failure(command, `ended with ${signal ?? code}: ${complaint}`);
    },
  };
}

/** Work with a server that is stopped afterwards. Where the work fails, that is what is told, however the server ends. */
export async function withServer<Result>(command: Command, work: (server: Server) => Promise<Result>): Promise<Result> {
  const server = await startServer(command);
  let result: Result;
  try {
    result = await work(server);
  } catch (error) {
    await server.stop().catch(() => {});
    throw error;
  }
  await server.stop();
  return result;
}

/** Starts a program that says one line and then stays until its input ends; gives that line, and what ends it. */
export async function startHolder(
  command: Command,
  patienceMs = START_MS,
): Promise<{ said: string; end: () => Promise<void> }> {
  const child = startChild(command);
  const output = collect(child);
  const ended = once(child, 'close') as Promise<Ending>;
  const said = await heard({ child, command, patienceMs }, { output, ended }, (text) => /^.*\n/.exec(text)?.[0]);
  return {
    said,
    end: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}
