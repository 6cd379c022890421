/**
 * Gateways as users run them: processes with sockets and signals. QSL_BIN_DIR names a folder of executables to test in
 * place of the source.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { hasEpoll } from '@qsl/posix';
import type { GatewayStats } from '../src/stats.ts';
import { PATIENCE_MS, type Teardown } from './peer.ts';

export type TransportName = 'threaded' | 'epoll';

/** Those that this platform has. */
export const transports: readonly TransportName[] = hasEpoll ? ['threaded', 'epoll'] : ['threaded'];

/** Runs that take minutes instead of seconds, where asked for. */
export const isLong = process.env.QSL_LONG !== undefined;

const executable = process.env.QSL_BIN_DIR && resolve(process.env.QSL_BIN_DIR, 'qsl-gateway');
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const gatewayCommand = executable ? [executable] : [process.execPath, '--conditions=@qsl/source', main];

const LISTENING = /^qsl-gateway (?:epoll )?listening on \[?([^\]\s]+?)\]?:(\d+) /m;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** How a gateway ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GatewayTerms {
  readonly transport: TransportName;
  /** 0, a free one, unless told otherwise. */
  readonly port?: number;
  readonly args?: readonly string[];
  /** Whether its threads rehearse, as they do unless told otherwise. Tests start many, and most have better to do. */
  readonly rehearse?: boolean;
  /** A program that runs the gateway as its own process: `prlimit --nofile=64`, `strace -D`. */
  readonly wrapper?: readonly string[];
}

/** A gateway that listens. */
export interface RunningGateway {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  readonly ended: Promise<Ended>;
  /** The first group of `pattern` in its standard output, as soon as it is there. */
  printed(pattern: RegExp): Promise<string>;
  stop(signal?: NodeJS.Signals): Promise<Stopped>;
  /** SIGKILL, unless it has ended. */
  kill(): void;
}

/** A gateway that ended as it should, with what it counted. */
export interface Stopped extends Ended {
  readonly stats: GatewayStats;
}

/** Starts a gateway on a free port and waits until it listens. The test ends it, in any case. */
export async function startGateway(
  t: Teardown,
  { transport, port: wanted = 0, args = [], rehearse = false, wrapper }: GatewayTerms,
): Promise<RunningGateway> {
  const child = spawnGateway(
    [
      String(wanted),
      '--stats',
      ...(transport === 'epoll' ? ['--epoll', ...(rehearse ? [] : ['--cold'])] : []),
      ...args,
    ],
    wrapper,
  );
  t.teardown(() => child.kill('SIGKILL'));
  const ended = outcome(child);
  const output = new Output(child);
  const printed = (pattern: RegExp) => withPatience(output.match(pattern), `${pattern} to be printed`);
  const { host, port } = await listening(child, ended);
  const pid = child.pid!;
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return checkedEnd(pid, await withPatience(ended, `the gateway to end on ${signal}`));
  };
  return { pid, host, port, ended, printed, stop, kill: () => child.kill('SIGKILL') };
}

/** Runs a gateway command that ends by itself, with `input` as its standard input. */
export async function runGateway(args: readonly string[], input = ''): Promise<Ended> {
  const child = spawnGateway(args);
  child.stdin.end(input);
  try {
    return await withPatience(outcome(child), `qsl-gateway ${args.join(' ')} to end`);
  } finally {
    child.kill('SIGKILL');
  }
}

export function spawnGateway(args: readonly string[], wrapper: readonly string[] = []): Child {
  return spawnProgram([...wrapper, ...gatewayCommand, ...args]);
}

export function spawnProgram([program, ...args]: readonly string[]): Child {
  return spawn(program!, args, { stdio: ['pipe', 'pipe', 'pipe'], env: cleanEnvironment() });
}

/** Without what would change what the program does or says; the compile cache, which halves its start-up, stays. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const unwanted = /^(?:NODE_(?!COMPILE_CACHE$)|TAP|_TAPJS|DEBUG$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
}

export async function outcome(child: Child): Promise<Ended> {
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.stdin.on('error', () => {}); // a command that does not read its input
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout: stdout(), stderr: stderr() };
}

function collect(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('latin1').on('data', (piece: string) => {
    text += piece;
  });
  return () => text;
}

/** What a program has printed, to wait for. */
class Output {
  #text = '';
  readonly #child: Child;

  constructor(child: Child) {
    this.#child = child;
    child.stdout.on('data', (piece: string) => {
      this.#text += piece;
    });
  }

  match(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const [, found] = pattern.exec(this.#text) ?? [];
        if (found !== undefined) resolve(found);
      };
      this.#child.stdout.on('data', look);
      look();
    });
  }
}

/** Waits for the line that says where it listens. */
export async function listening(child: Child, ended: Promise<Ended>): Promise<{ host: string; port: number }> {
  const line = new Promise<RegExpExecArray>((resolve) => {
    let text = '';
    child.stdout.on('data', (piece: string) => {
      text += piece;
      const found = LISTENING.exec(text);
      if (found) resolve(found);
    });
  });
  const early = ended.then(({ code, stderr }) => {
    throw new Error(`the gateway ended with ${code} before it listened: ${stderr}`);
  });
  const [, host, port] = await withPatience(Promise.race([line, early]), 'the gateway to listen');
  return { host: host!, port: Number(port) };
}

/** A result that has to come: an error says what was waited for in vain. */
export async function withPatience<Result>(result: Promise<Result>, what: string): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`waited ${PATIENCE_MS} ms for ${what}`)), PATIENCE_MS);
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}

/** An end by signal is orderly: status 0, nothing on stderr, a summary and the counters, and no process left. */
function checkedEnd(pid: number, ended: Ended): Stopped {
  const { code, signal, stdout, stderr } = ended;
  const [summary, counters] = stdout.trimEnd().split('\n').slice(-2);
  const isOrderly = code === 0 && signal === null && stderr === '' && summary?.startsWith('qsl-gateway stopped: ');
  if (!isOrderly) throw new Error(`not an orderly end: ${JSON.stringify(ended)}`);
  if (isAlive(pid)) throw new Error(`process ${pid} is still there`);
  const stats: GatewayStats = JSON.parse(counters!);
  const closed = Object.values(stats.closed).reduce((sum, count) => sum + count, 0);
  if (closed !== stats.accepted) throw new Error(`${stats.accepted} connections, but ${closed} ends: ${counters}`);
  return { ...ended, stats };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
