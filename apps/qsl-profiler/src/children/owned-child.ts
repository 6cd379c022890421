import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { RuntimeFailure } from '@qsl/cli';
import { type Lifeline, tieToThisProcess } from './lifeline.ts';
import { keepTail } from './output-tail.ts';

export interface ChildCommand {
  /** How messages call it: `the threaded gateway`. */
  name: string;
  file: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
}

/** How a child ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** It outlived its grace period and had to be killed. */
  forced: boolean;
}

export interface StopOptions {
  /** Who gets the signal: by default the child itself, under a tracer the traced process. */
  pid?: number;
  signal?: NodeJS.Signals;
  graceMs?: number;
}

/** Long enough for a traced runtime to wind up, short enough for whoever pressed Ctrl-C. */
const GRACE_MS = 5_000;
/** Output still in the pipe when a child ends arrives at once, unless somebody else holds the pipe open. */
const LAST_OUTPUT_MS = 250;

/**
 * A child process that is watched while it runs, reaped when it ends, and never left behind. It leads a process group
 * and session of its own: a Ctrl-C in the terminal reaches only the profiler, which decides the order of ending.
 */
export class OwnedChild {
  readonly name: string;
  readonly pid: number;
  /** Aborts when the child ends without having been asked to; the reason says how it ended. */
  readonly died: AbortSignal;
  readonly #ended: Promise<Ending>;
  readonly #lifeline: Lifeline;
  readonly #tails: { stdout: () => string; stderr: () => string };
  #stopped: Promise<Ending> | undefined;
  #hasEnded = false;
  #forced = false;

  private constructor(name: string, process: ChildProcess, pid: number) {
    this.name = name;
    this.pid = pid;
    this.#lifeline = tieToThisProcess(pid);
    this.#tails = { stdout: tailOf(process.stdout), stderr: tailOf(process.stderr) };
    const death = new AbortController();
    this.died = death.signal;
    this.#ended = this.#watch(process, death);
  }

  /** Starts a child. Throws RuntimeFailure CHILD_NOT_STARTED if the system cannot run the file. */
  static async start({ name, file, args, env }: ChildCommand): Promise<OwnedChild> {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: env ?? process.env });
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw new RuntimeFailure({
        code: 'CHILD_NOT_STARTED',
        message: `${name} cannot be started: ${(cause as Error).message}`,
        remedy: 'Check that the file exists and may be executed.',
        cause,
      });
    }
    return new OwnedChild(name, child, child.pid as number);
  }

  async #watch(process: ChildProcess, death: AbortController): Promise<Ending> {
    const [code, signal] = (await once(process, 'exit')) as [number | null, NodeJS.Signals | null];
    this.#hasEnded = true;
    await Promise.race([once(process, 'close'), delay(LAST_OUTPUT_MS, undefined, { ref: false })]);
    const ending = { code, signal, forced: this.#forced };
    if (this.#stopped === undefined) death.abort(this.#unexpectedEnd(ending));
    return ending;
  }

  #unexpectedEnd(ending: Ending): RuntimeFailure {
    return new RuntimeFailure({
      code: 'CHILD_DIED',
      message: `${this.name} ended unasked (${describeEnding(ending)})`,
      remedy: this.lastWords,
    });
  }

  /** The end of what it has written to either stream so far, for a message. */
  get lastWords(): string {
    const words = (this.#tails.stdout() + this.#tails.stderr()).trim();
    return words === '' ? 'It wrote nothing.' : `Its last words:\n${words.replace(/^/gm, '  ')}`;
  }

  /** The end of what it has written to stdout so far: its last 4096 characters. */
  get stdout(): string {
    return this.#tails.stdout();
  }

  /** Settles once the child has been reaped. Never rejects. */
  get ended(): Promise<Ending> {
    return this.#ended;
  }

  /**
   * Asks the child to end, waits, and kills what is left of its process group after the grace period. Safe to call
   * on a child that has ended, and more than once: it is done once. When it returns nothing of the group is left.
   */
  stop(options: StopOptions = {}): Promise<Ending> {
    this.#stopped ??= this.#stop(options);
    return this.#stopped;
  }

  async #stop({ pid = this.pid, signal = 'SIGTERM', graceMs = GRACE_MS }: StopOptions): Promise<Ending> {
    // The number of a process that has been reaped may be somebody else's by now.
    if (!this.#hasEnded) send(pid, signal);
    const graceEnd = new AbortController();
    const overdue = delay(graceMs, 'overdue' as const, { signal: graceEnd.signal }).catch(() => 'overdue' as const);
    if ((await Promise.race([this.#ended, overdue])) === 'overdue') {
      this.#forced = true;
      send(-this.pid, 'SIGKILL');
    }
    graceEnd.abort();
    const ending = await this.#ended;
    // A wrapper may have gone before what it wrapped.
    send(-this.pid, 'SIGKILL');
    await this.#lifeline.release();
    return ending;
  }
}

/** "exit 1" or "SIGKILL". */
export function describeEnding({ code, signal }: Ending): string {
  return signal ?? `exit ${code}`;
}

function tailOf(stream: Readable | null): () => string {
  return stream === null ? () => '' : keepTail(stream);
}

/** Signals a process or, negative, a group. One that has ended is no error. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
