import type { LiveFeed } from '../market-data/live-feed.ts';
import type { EngineLock } from './engine-lock.ts';

/** A thread's turns at the engine, one a batch of frames: what has to happen around the commands, in which order. */
export class EngineTurn {
  readonly #lock: EngineLock;
  readonly #feed: LiveFeed | undefined;

  constructor(lock: EngineLock, feed: LiveFeed | undefined) {
    this.#lock = lock;
    this.#feed = feed;
  }

  begin(): void {
    this.#lock.acquire();
    this.#feed?.begin();
  }

  /** No system call before the lock is free. */
  end(): void {
    this.#feed?.commit();
    this.#lock.release();
    this.#feed?.wake();
  }
}
