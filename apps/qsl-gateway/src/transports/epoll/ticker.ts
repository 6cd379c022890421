import { armTimerfd, drainTimerfd, openTimerfd } from '@qsl/posix';

/**
 * The loop's sense of time: a timer descriptor in the epoll set counts ticks, so that serving a request never asks
 * for the time. It runs only while somebody has a deadline.
 */
export class Ticker {
  readonly fd = openTimerfd();
  readonly tickMs: number;
  /** Ticks so far at which the loop ran. */
  now = 0;
  #running = false;

  /** @param shortestMs the shortest time that will be asked of it */
  constructor(shortestMs: number) {
    this.tickMs = Math.min(250, Math.max(10, Math.floor(shortestMs / 4)));
  }

  start(): void {
    if (this.#running) return;
    armTimerfd(this.fd, this.tickMs);
    this.#running = true;
  }

  stop(): void {
    if (!this.#running) return;
    armTimerfd(this.fd, 0);
    this.#running = false;
  }

  /**
   * Takes note of a tick: of one, however many have passed. While the loop did not run, stopped by a signal or waiting for
   * a disk, peers may have spoken without being heard, and that time is none of their silence.
   */
  advance(): void {
    this.now += Math.min(1, drainTimerfd(this.fd));
  }

  /** Whole ticks in a time, rounded up, at least one; Infinity for a time of 0, which means never. */
  ticksIn(timeMs: number): number {
    return timeMs === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil(timeMs / this.tickMs));
  }
}
