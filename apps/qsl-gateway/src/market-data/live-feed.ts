import { createMessageRingWriter, createPublish, type MessageRingWriter, type Publish } from '@qsl/market-data';
import type { Engine } from '@qsl/matching-engine';
import type { SharedFeed } from './shared-feed.ts';

/**
 * The market data of live orders, as one serving thread continues it. Everything but `wake` is for whoever holds the
 * engine's lock, so md_seq follows the order of the engine, whichever thread a command came from.
 */
export class LiveFeed {
  /** After each command that the engine took; to be given the symbol that it was for. */
  readonly publish: Publish;
  readonly #ring: MessageRingWriter;

  constructor(engine: Engine, { publisher, ring }: SharedFeed) {
    this.#ring = createMessageRingWriter(ring);
    this.publish = createPublish(engine, publisher, this.#ring);
  }

  /** Before the first command of a batch. */
  begin(): void {
    this.#ring.begin();
  }

  /** After the last command of a batch: the sending thread sees its messages from here on. */
  commit(): void {
    this.#ring.commit();
  }

  /** After the lock has been released: wakes the sending thread if it sleeps, and there is something for it to do. */
  wake(): void {
    this.#ring.wake();
  }
}
