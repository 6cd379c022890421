import { diagnostics } from '@qsl/cli';
import type { ServingThread } from '../serving-thread.ts';

const log = diagnostics('threads');

/** Threads added at a time: enough to keep the processors busy with their start, few enough not to be left over. */
const BATCH = 8;

export interface PoolSetup {
  /** The most threads there may be. */
  readonly limit: number;
  /** Starts a thread under a number below the limit that no living thread has. */
  readonly start: (thread: number) => ServingThread;
  /** Whether connections may be waiting that no thread is there to take. */
  readonly isShort: () => boolean;
  /** Settles when a shortage has lasted long enough to be one: connections that follow each other overlap as one ends. */
  readonly grace: () => Promise<void>;
  /** How long to leave it when a thread could not be started: descriptors or memory may be free again by then. */
  readonly retryMs: number;
}

/** Warm threads: as many as connections were ever served at once, and some that wait; none is ended before the stop. */
export class ThreadPool {
  /** Settles when all threads have ended; rejects when one failed that was serving. */
  readonly ended: Promise<void>;
  readonly #setup: PoolSetup;
  readonly #freeNumbers: number[];
  #growing = false;
  /** Settles when the threads begun last serve, or have failed to. */
  #starts: Promise<unknown> = Promise.resolve();
  #failing = false;
  readonly #settle: { resolve: () => void; reject: (reason: unknown) => void };

  constructor(setup: PoolSetup) {
    this.#setup = setup;
    this.#freeNumbers = Array.from({ length: setup.limit }, (_, i) => setup.limit - 1 - i);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    this.ended.catch(() => {}); // nobody looks at it before the first threads serve
    this.#settle = { resolve, reject };
  }

  /** Threads that were started and have not ended. */
  get size(): number {
    return this.#setup.limit - this.#freeNumbers.length;
  }

  /** Starts `count` threads, as far as the limit allows, and waits until they serve. Rejects if one of them cannot. */
  async grow(count: number): Promise<void> {
    const numbers = this.#freeNumbers.splice(-Math.min(count, this.#freeNumbers.length)).reverse();
    this.#growing = true;
    const starting = Promise.allSettled(numbers.map((number) => this.#start(number)));
    this.#starts = starting;
    const starts = await starting;
    this.#growing = false;
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
  }

  /** Nobody waits for connections: if that lasts, add threads, a batch at a time, until somebody does. */
  async growOnDemand(count = BATCH): Promise<void> {
    if (this.#growing) return;
    this.#growing = true;
    await this.#setup.grace();
    this.#growing = false;
    while (!this.#growing && !this.#failing && this.#freeNumbers.length > 0 && this.#setup.isShort()) {
      try {
        await this.grow(count);
      } catch (error) {
        this.#retryLater(error);
      }
    }
  }

  /** Those that serve go on: a storm that takes the last descriptors must not end the gateway, nor keep it busy. */
  #retryLater(error: unknown): void {
    log('no more than %d threads for now: %s', this.size, error);
    this.#growing = true;
    const retry = () => {
      this.#growing = false;
      this.growOnDemand(1);
    };
    setTimeout(retry, this.#setup.retryMs).unref();
  }

  /** Starts a thread and waits until it serves; one that cannot gives its number back. */
  async #start(number: number): Promise<void> {
    const thread = this.#startOrRelease(number);
    let serves = false;
    thread.ended.then(
      () => this.#release(number),
      (error) => (serves ? this.#fail(error) : this.#release(number)),
    );
    await thread.ready;
    serves = true;
  }

  /**
   * A thread failed that was serving, which ends the process: but not while others start. One that is made to end as it
   * loads native code aborts the whole process (koffi throws into an isolate that is terminating).
   */
  #fail(error: unknown): void {
    this.#failing = true;
    this.#starts.then(() => this.#settle.reject(error));
  }

  /** The system may refuse another thread at once, or in the course of its start. */
  #startOrRelease(number: number): ServingThread {
    try {
      return this.#setup.start(number);
    } catch (error) {
      this.#release(number);
      throw error;
    }
  }

  #release(number: number): void {
    this.#freeNumbers.push(number);
    if (this.size === 0) this.#settle.resolve();
  }
}
