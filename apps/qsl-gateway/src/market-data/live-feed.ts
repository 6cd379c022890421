import { MarketDataPublisher, MessageRingWriter } from '@qsl/market-data';
import type { Engine } from '@qsl/matching-engine';
import type { SharedFeed } from './shared-feed.ts';

/**
 * The market data of live orders, as one serving thread continues it. Everything but `wake` is for whoever holds the
 * engine's lock, so md_seq follows the order of the engine, whichever thread a command came from.
 */
export class LiveFeed {
  readonly #engine: Engine;
  readonly #publisher: MarketDataPublisher;
  readonly #ring: MessageRingWriter;

  constructor(engine: Engine, { publisher, ring }: SharedFeed) {
    this.#engine = engine;
    this.#publisher = MarketDataPublisher.attach(publisher);
    this.#ring = new MessageRingWriter(ring);
  }

  /** Before the first command of a batch. */
  begin(): void {
    this.#ring.begin();
  }

  /** After each command that the engine took; `symbol` is the one it was for. */
  publish(symbol: number): void {
    this.#publisher.publish(this.#engine, symbol, this.#ring);
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
