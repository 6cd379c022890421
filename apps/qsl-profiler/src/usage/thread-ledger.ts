import type { ThreadUsage } from './threads.ts';

/** Sums over all threads a process has had, as far as they were seen. */
export interface LedgerTotals {
  /** null if the kernel keeps no scheduling statistics. */
  onCpuNs: number | null;
  runQueueDelayNs: number | null;
  voluntarySwitches: number;
  involuntarySwitches: number;
}

export interface LedgerThreads {
  running: number;
  /** Threads that began after the first entry. */
  started: number;
  /** Threads that ended after the first entry. */
  ended: number;
}

/**
 * Keeps the last known usage of every thread. The kernel forgets what an ended thread had used: neither schedstat nor
 * the switches have a sum for the process. So threads are read again and again, and an ended one stays in the sums
 * with its last reading. What it used after that, and a thread that came and went between two readings, is missed.
 */
export class ThreadLedger {
  readonly #threads = new Map<string, ThreadUsage>();
  #running = new Set<string>();
  #first = 0;

  /** Enters a reading of all threads that run. */
  enter(threads: readonly ThreadUsage[]): void {
    this.#running = new Set(threads.map(identify));
    for (const thread of threads) this.#threads.set(identify(thread), thread);
    if (this.#first === 0) this.#first = threads.length;
  }

  get totals(): LedgerTotals {
    const threads = Array.from(this.#threads.values());
    const sum = (amount: (thread: ThreadUsage) => number) =>
      threads.reduce((total, thread) => total + amount(thread), 0);
    // A single thread that never ran has none either; only if no thread has any does the kernel not keep them.
    const kept = threads.some(({ schedstat }) => schedstat !== null);
    return {
      onCpuNs: kept ? sum(({ schedstat }) => schedstat?.onCpuNs ?? 0) : null,
      runQueueDelayNs: kept ? sum(({ schedstat }) => schedstat?.runQueueDelayNs ?? 0) : null,
      voluntarySwitches: sum(({ voluntarySwitches }) => voluntarySwitches),
      involuntarySwitches: sum(({ involuntarySwitches }) => involuntarySwitches),
    };
  }

  /** CPU time by the name of the thread; empty if the kernel keeps no scheduling statistics. */
  get onCpuNsByName(): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { name, schedstat } of this.#threads.values()) {
      if (schedstat !== null) sums.set(name, (sums.get(name) ?? 0) + schedstat.onCpuNs);
    }
    return sums;
  }

  get threads(): LedgerThreads {
    const known = this.#threads.size;
    const running = this.#running.size;
    return { running, started: known - this.#first, ended: known - running };
  }
}

function identify({ tid, startTicks }: ThreadUsage): string {
  return `${tid}@${startTicks}`;
}
