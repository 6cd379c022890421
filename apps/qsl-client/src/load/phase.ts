import { performance } from 'node:perf_hooks';
import { RuntimeFailure } from '@qsl/cli';
import { PosixError } from '@qsl/posix';
import type { EventSource } from './event-source.ts';
import { Latencies, type LatencySummary } from './latency.ts';
import { type ReplyScanner, Tally } from './reply-scanner.ts';

const US_PER_MS = 1000;

export interface Goal {
  /** How many orders to send; Infinity for as many as fit into the time. */
  orders: number;
  /** How long to go on sending; Infinity for as long as it takes. */
  durationMs: number;
}

export interface ConnectionCounts {
  begun: number;
  completed: number;
  /** How many failed, by the code of the failure. */
  failed: Readonly<Record<string, number>>;
}

/** A way of putting load on the gateway, phase after phase over the same sockets. */
export interface Driver {
  readonly source: EventSource;
  readonly scanner: ReplyScanner;
  readonly latencies: Latencies;
  /** By how much orders went out later than the timetable has them; empty in a closed loop. */
  readonly delays: Latencies;
  /** When the latest reply came, or the phase began, by performance.now(). */
  readonly now: number;
  /** Orders sent in this phase. */
  readonly sent: number;
  /** Where each order has a connection of its own. */
  readonly connections: ConnectionCounts | undefined;
  /** Begins to count from 0. */
  begin(): void;
  /** Sends orders until the goal is reached and awaits their answers. Throws RuntimeFailure. */
  run(goal: Goal): void;
  /** Makes sure that all is over and was as it must be. Throws RuntimeFailure. */
  settle(): void;
  close(): void;
}

/** What went wrong, for people and for programs. */
export type LoadFailure = RuntimeFailure | PosixError;

/** What one phase of a load came to. */
export interface Phase {
  sent: number;
  tally: Tally;
  /** From the start to the last reply. */
  elapsedMs: number;
  latency: LatencySummary;
  /** By how much orders went out later than the timetable has them. */
  delay: LatencySummary;
  /** How much of a CPU this thread used in that time; 1 is all of it. */
  cpuShare: number;
  /** In which part of that time there was something to do; 1 is always. */
  busyShare: number;
  connections: ConnectionCounts | undefined;
  failure: LoadFailure | undefined;
}

/** Runs one phase. A failure of the load is part of what it came to, not an exception. */
export function runPhase(driver: Driver, goal: Goal): Phase {
  const { scanner, latencies, delays, source } = driver;
  scanner.tally = new Tally();
  latencies.reset();
  delays.reset();
  source.idleMs = 0;
  const cpuBefore = process.threadCpuUsage();
  driver.begin();
  const start = driver.now;
  const failure = failureOf(() => driver.run(goal));
  const wallMs = performance.now() - start;
  const { user, system } = process.threadCpuUsage(cpuBefore);
  const phase = {
    sent: driver.sent,
    elapsedMs: driver.now - start,
    cpuShare: share((user + system) / US_PER_MS, wallMs),
    busyShare: share(wallMs - source.idleMs, wallMs),
  };
  const lateFailure = failure ?? failureOf(() => driver.settle());
  const { connections } = driver;
  return {
    ...phase,
    tally: scanner.tally,
    latency: latencies.summarise(),
    delay: delays.summarise(),
    connections,
    failure: lateFailure,
  };
}

/** The phase that never began. */
export function failedPhase(failure: LoadFailure): Phase {
  const none = new Latencies().summarise();
  const nothing = { sent: 0, tally: new Tally(), elapsedMs: 0, cpuShare: 0, busyShare: 0, connections: undefined };
  return { ...nothing, latency: none, delay: none, failure };
}

/** What `work` throws because the load failed; anything else it throws is a defect and thrown on. */
export function failureOf(work: () => void): LoadFailure | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof RuntimeFailure || error instanceof PosixError) return error;
    throw error;
  }
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}
