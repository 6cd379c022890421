import type { Engine } from '@qsl/matching-engine';
import { type MessageSink, NO_ASK, NO_BID } from './messages.ts';

// float64 cells: the last md_seq, then the last published bid and ask of each symbol.
const SEQUENCE = 0;
const FIRST_TOP = 1;

/**
 * Turns what a command did into market data: an MdTrade a trade, then an MdTopOfBook if the top of the symbol's book
 * differs from the last one published. The first top of a symbol is published only if a side is present, as if the last
 * one had been empty. `md_seq` counts messages from 1. No allocation a message.
 *
 * What it has to remember lies in one buffer, so that several threads can continue one feed, one at a time: whoever
 * publishes holds the engine's lock.
 */
export class MarketDataPublisher {
  readonly memory: ArrayBuffer | SharedArrayBuffer;
  readonly #cells: Float64Array;

  /** A new feed, in which symbols 0 to maxSymbols − 1 can be published. */
  static create(maxSymbols: number, { shared = false }: { shared?: boolean } = {}): MarketDataPublisher {
    const bytes = (FIRST_TOP + 2 * maxSymbols) * Float64Array.BYTES_PER_ELEMENT;
    const memory = shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
    const cells = new Float64Array(memory);
    for (let symbol = 0; symbol < maxSymbols; symbol++) cells.set([NO_BID, NO_ASK], FIRST_TOP + 2 * symbol);
    return new MarketDataPublisher(memory);
  }

  /** The same feed, seen from another thread. */
  static attach(memory: ArrayBuffer | SharedArrayBuffer): MarketDataPublisher {
    return new MarketDataPublisher(memory);
  }

  private constructor(memory: ArrayBuffer | SharedArrayBuffer) {
    this.memory = memory;
    this.#cells = new Float64Array(memory);
  }

  /** The md_seq of the last message; 0 before the first. */
  get sequence(): number {
    return this.#cells[SEQUENCE]!;
  }

  /** Publishes what the engine's last command did on `symbol`, the one it was for. To be called before the next command. */
  publish(engine: Engine, symbol: number, sink: MessageSink): void {
    const cells = this.#cells;
    const trades = engine.tradeCount;
    for (let i = 0; i < trades; i++) {
      const sequence = cells[SEQUENCE]! + 1;
      cells[SEQUENCE] = sequence;
      sink.trade(symbol, engine.tradePrice(i), engine.tradeQuantity(i), sequence);
    }
    const top = FIRST_TOP + 2 * symbol;
    const bid = engine.bestBid(symbol);
    const ask = engine.bestAsk(symbol);
    if (bid === cells[top] && ask === cells[top + 1]) return;
    cells[top] = bid;
    cells[top + 1] = ask;
    const sequence = cells[SEQUENCE]! + 1;
    cells[SEQUENCE] = sequence;
    sink.topOfBook(symbol, bid, ask, sequence);
  }
}
