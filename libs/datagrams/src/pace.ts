import { createHistogram } from 'node:perf_hooks';
import type { Schedule } from './outbox.ts';
import { sleepMs } from './sleep.ts';

const NS_PER_MS = 1e6;
const MS_PER_SECOND = 1000;
/** A sleep ends some 0.1 ms late, and later on a busy machine: the last part of a wait is spent on the clock. */
const SPIN_MS = 0.5;

export interface Lateness {
  p50Us: number;
  p99Us: number;
  maxUs: number;
}

/**
 * A planned schedule: message i has its time at start + i / rate, whatever became of those before it. Being late does
 * not move the rest, so the rate holds on average; lateness tells how well it holds in particular.
 */
export class Pace implements Schedule {
  readonly #intervalMs: number;
  readonly #clock: () => number;
  #startMs = Number.NaN;
  /** Messages whose turn has come. */
  #due = 0;
  /** Messages that have left. */
  #departed = 0;
  readonly #latenessNs = createHistogram();

  /** @param clock a monotonic clock in milliseconds, for tests */
  constructor(ratePerSecond: number, clock: () => number = () => performance.now()) {
    this.#intervalMs = MS_PER_SECOND / ratePerSecond;
    this.#clock = clock;
  }

  /** Whether the next message may join those on their way. The first one starts the schedule. */
  isNextDue(): boolean {
    const nowMs = this.#clock();
    if (Number.isNaN(this.#startMs)) this.#startMs = nowMs;
    const isDue = nowMs >= this.#plannedMs(this.#due);
    if (isDue) this.#due++;
    return isDue;
  }

  /** Waits until the next message is due. */
  awaitNext(): void {
    const plannedMs = this.#plannedMs(this.#due++);
    const waitMs = plannedMs - this.#clock();
    if (waitMs > SPIN_MS) sleepMs(waitMs - SPIN_MS);
    while (this.#clock() < plannedMs);
  }

  /** The next `count` messages leave now. */
  depart(count: number): void {
    const nowMs = this.#clock();
    for (let i = 0; i < count; i++) {
      const lateNs = Math.round((nowMs - this.#plannedMs(this.#departed++)) * NS_PER_MS);
      this.#latenessNs.record(Math.max(1, lateNs));
    }
  }

  lateness(): Lateness {
    const us = (ns: number) => Math.round(ns) / 1000;
    return {
      p50Us: us(this.#latenessNs.percentile(50)),
      p99Us: us(this.#latenessNs.percentile(99)),
      maxUs: us(this.#latenessNs.max),
    };
  }

  #plannedMs(message: number): number {
    return this.#startMs + message * this.#intervalMs;
  }
}
