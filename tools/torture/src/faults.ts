import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { PrerequisiteError } from '@qsl/cli';
import { getCpuAffinity, signalThread } from '@qsl/posix';
import { catchesSignal, listDescriptors, listTids, unlessGone } from '@qsl/procfs';
import { burn } from './burners.ts';
import type { Gateway } from './gateway.ts';
import type { Fault } from './script.ts';
import { shrinkSendBuffers } from './send-buffers.ts';

/** Pause between two signals to each thread. */
const SIGNAL_EVERY_MS = 1;
const { SIGCHLD, SIGURG, SIGWINCH, SIGXFSZ } = constants.signals;
/** None of these ends a gateway or makes it do anything; a call that waits is interrupted by those that it has a handler for. */
const HARMLESS = [SIGXFSZ, SIGWINCH, SIGCHLD, SIGURG];
const TOOL_TIMEOUT_MS = 10_000;

/** Something that is done to the gateway for a while. */
interface Running {
  readonly untilMs: number;
  /** To be called again and again, where it takes that. */
  again?(nowMs: number): void;
  undo?(): void;
}

/** The faults of a round, each in its time; they may overlap. */
export class FaultLine {
  readonly #waiting: Fault[];
  readonly #gateway: Gateway;
  readonly #beganMs: number;
  readonly #restingDescriptors: readonly number[];
  readonly #restingLimit: string;
  #running: (Running & { readonly kind: Fault['kind'] })[] = [];

  constructor(faults: readonly Fault[], gateway: Gateway, beganMs: number) {
    this.#waiting = faults.toSorted((a, b) => a.atMs - b.atMs);
    this.#gateway = gateway;
    this.#beganMs = beganMs;
    this.#restingDescriptors = faults.length > 0 ? listDescriptors({ pid: gateway.pid }) : [];
    this.#restingLimit = faults.length > 0 ? softDescriptorLimit(gateway.pid) : '';
  }

  get isOver(): boolean {
    return this.#waiting.length === 0 && this.#running.length === 0;
  }

  /** What is being done to the gateway now. */
  get inEffect(): Fault['kind'][] {
    return this.#running.map(({ kind }) => kind);
  }

  get dueMs(): number {
    const next = this.#waiting[0];
    const beginsMs = next === undefined ? Number.POSITIVE_INFINITY : this.#beganMs + next.atMs;
    return Math.min(beginsMs, ...this.#running.map(({ untilMs, again }) => (again ? 0 : untilMs)));
  }

  act(nowMs: number): void {
    // What is over goes first, be it late: the same fault may begin anew.
    for (const { untilMs, undo } of this.#running) if (untilMs <= nowMs) undo?.();
    this.#running = this.#running.filter(({ untilMs }) => untilMs > nowMs);
    for (let next = this.#waiting[0]; next !== undefined && this.#beganMs + next.atMs <= nowMs; ) {
      this.#running.push({ ...this.#begin(next, nowMs + next.forMs), kind: next.kind });
      this.#waiting.shift();
      next = this.#waiting[0];
    }
    for (const { again } of this.#running) again?.(nowMs);
  }

  /** Undoes all that is going on. */
  end(): void {
    for (const { undo } of this.#running) undo?.();
    this.#running = [];
    this.#waiting.length = 0;
  }

  #begin(fault: Fault, untilMs: number): Running {
    const { pid } = this.#gateway;
    switch (fault.kind) {
      case 'stop':
        process.kill(pid, 'SIGSTOP');
        return { untilMs, undo: () => process.kill(pid, 'SIGCONT') };
      case 'descriptors':
        setDescriptorLimit(pid, String(limitLeaving(fault.spare, this.#restingDescriptors)));
        // Not what it was just before: a fault that began while another was on would leave it lowered for ever.
        return { untilMs, undo: () => setDescriptorLimit(pid, this.#restingLimit) };
      case 'signals':
        return interrupt(pid, untilMs);
      case 'starve':
        return starve(pid, fault.burners, untilMs);
      case 'buffers':
        return { untilMs, undo: shrinkSendBuffers(this.#gateway) };
    }
  }
}

/**
 * The limit below which so many descriptors are free. The kernel compares numbers with it (getrlimit(2)), not how many are
 * open, and a process that has closed some has gaps below its highest.
 * @param open ascending
 */
export function limitLeaving(spare: number, open: readonly number[]): number {
  let limit = spare;
  for (const fd of open) {
    if (fd > limit) break;
    limit++;
  }
  return limit;
}

function softDescriptorLimit(pid: number): string {
  return run('prlimit', ['--pid', String(pid), '--nofile', '--noheadings', '--output', 'SOFT']).trim();
}

/** The soft limit alone, which is what counts; the hard one could not be raised again. */
function setDescriptorLimit(pid: number, limit: string): void {
  run('prlimit', ['--pid', String(pid), `--nofile=${limit}:`]);
}

function interrupt(pid: number, untilMs: number): Running {
  const signals = HARMLESS.filter((signal) => catchesSignal({ pid }, signal));
  let dueMs = 0;
  const again = (nowMs: number): void => {
    if (nowMs < dueMs) return;
    dueMs = nowMs + SIGNAL_EVERY_MS;
    for (const tid of listTids({ pid })) for (const signal of signals) signalThread({ pid, tid, signal });
  };
  return { untilMs, again: (nowMs) => unlessGone(() => again(nowMs)) };
}

/** One CPU for all of its threads and others that never wait; this process stays where it was. */
function starve(pid: number, burners: number, untilMs: number): Running {
  const cpus = getCpuAffinity();
  const cpu = cpus.at(-1)!;
  run('taskset', ['--all-tasks', '--cpu-list', '--pid', String(cpu), String(pid)]);
  const stop = burn({ cpu, count: burners, forMs: untilMs - performance.now() });
  const undo = (): void => {
    stop();
    run('taskset', ['--all-tasks', '--cpu-list', '--pid', cpus.join(','), String(pid)]);
  };
  return { untilMs, undo };
}

/** Runs a tool of util-linux. What it says of a process that is gone does not matter: that is found out elsewhere. */
function run(tool: string, args: readonly string[]): string {
  const { error, stdout } = spawnSync(tool, args, { encoding: 'utf8', timeout: TOOL_TIMEOUT_MS });
  if (error === undefined) return stdout;
  throw new PrerequisiteError({
    code: 'NO_TOOL',
    message: `${tool} cannot be run: ${error.message}`,
    remedy: 'Install util-linux.',
    cause: error,
  });
}
