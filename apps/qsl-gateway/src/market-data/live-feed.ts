import {
  createMessageRingWriter,
  createPublish,
  lastSequenceOf,
  type MessageRingWriter,
  type Publish,
  rewindFeed,
} from '@qsl/market-data';
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
  readonly #memory: SharedArrayBuffer;

  constructor(engine: Engine, { publisher, ring }: SharedFeed) {
    this.#memory = publisher;
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

  /**
   * `commands`, one batch, publish as any would, and then nothing of it has been. They leave their symbol's book as they
   * found it.
   */
  rehearse(commands: () => void): void {
    const sequence = lastSequenceOf(this.#memory);
    this.begin();
    commands();
    this.#ring.abandon();
    rewindFeed(this.#memory, sequence);
  }

  /** After the lock has been released: wakes the sending thread if it sleeps, and there is something for it to do. */
  wake(): void {
    this.#ring.wake();
  }
}
