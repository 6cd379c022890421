import { performance } from 'node:perf_hooks';
import { type EpollSet, os, PosixError } from '@qsl/posix';

// A constant of this module: `performance` as a global is a getter, and an imported binding is reloaded at every use.
const clock = performance;

/** epoll_wait counts whole milliseconds and may oversleep by the timer slack (50 µs): the rest of a wait is polled. */
const SHORTEST_SLEEP_MS = 1;
const SLEEP_MARGIN_MS = 0.2;

/** Waits for events, and keeps account of the time in which there was nothing to do. */
export class EventSource {
  /** Time spent waiting, sleeping or polling, with nothing to do. */
  idleMs = 0;
  readonly #set: EpollSet;
  readonly #spin: boolean;

  /** With `spin` it polls instead of sleeping: a wake-up costs more than an order does. */
  constructor({ set, spin }: { set: EpollSet; spin: boolean }) {
    this.#set = set;
    this.#spin = spin;
  }

  /** How many events there are: at once, or as soon as there are any, but no later than `maxMs` from now. */
  wait(maxMs: number): number {
    const ready = this.#poll(0);
    if (ready > 0 || maxMs <= 0) return ready;
    const from = clock.now();
    const until = from + maxMs;
    let count = 0;
    let now = from;
    while (count === 0 && now < until) {
      const sleepMs = until - now - SLEEP_MARGIN_MS;
      count = this.#poll(this.#spin || sleepMs < SHORTEST_SLEEP_MS ? 0 : Math.floor(sleepMs));
      now = clock.now();
    }
    this.idleMs += now - from;
    return count;
  }

  #poll(timeoutMs: number): number {
    const count = this.#set.wait(timeoutMs);
    if (count >= 0) return count;
    if (count === -os.EINTR) return 0;
    throw new PosixError({ call: 'epoll_wait', errno: -count });
  }
}
