import { type Engine, Side } from '@qsl/matching-engine';
import { NO_ASK_HIGH as ABSENT_ASK, NO_BID_HIGH as ABSENT_BID, type MessageSink } from './messages.ts';

// Constants of this module: V8 folds them into the code, where it would re-read an imported binding.
const NO_BID_HIGH = ABSENT_BID;
const NO_ASK_HIGH = ABSENT_ASK;

// int32 cells: the last md_seq, then the top last published of each symbol, in halves.
const SEQUENCE_LOW = 0;
const SEQUENCE_HIGH = 1;
const FIRST_TOP = 4;
const TOP_SHIFT = 2;
const BID_HIGH = 0;
const BID_LOW = 1;
const ASK_HIGH = 2;
const ASK_LOW = 3;

const TWO_32 = 2 ** 32;

/** What a feed remembers from one command to the next. */
export type FeedMemory = ArrayBuffer | SharedArrayBuffer;

/** Publishes what the engine's last command did on `symbol`, the one it was for. To be called before the next command. */
export type Publish = (symbol: number) => void;

/** The memory of a feed on which nothing was published, for symbols 0 to maxSymbols − 1. */
export function createFeedMemory(maxSymbols: number): ArrayBuffer;
export function createFeedMemory(maxSymbols: number, options: { shared: true }): SharedArrayBuffer;
export function createFeedMemory(maxSymbols: number, { shared = false } = {}): FeedMemory {
  const bytes = (FIRST_TOP + (maxSymbols << TOP_SHIFT)) * Int32Array.BYTES_PER_ELEMENT;
  const memory = shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  const cells = new Int32Array(memory);
  for (let symbol = 0; symbol < maxSymbols; symbol++) {
    cells.set([NO_BID_HIGH, 0, NO_ASK_HIGH, -1], FIRST_TOP + (symbol << TOP_SHIFT));
  }
  return memory;
}

/**
 * Makes the tops of an engine's books those last published, as if a feed before this one had: for books that are not empty
 * when a feed begins, so that the first change of each is told, to empty included.
 */
export function seedTops(feed: FeedMemory, engine: Engine): void {
  const cells = new Int32Array(feed);
  for (let symbol = 0; symbol < engine.symbolCount; symbol++) {
    const tops = [Side.Buy, Side.Sell].flatMap((side) => [engine.bestHigh(symbol, side), engine.bestLow(symbol, side)]);
    cells.set(tops, FIRST_TOP + (symbol << TOP_SHIFT));
  }
}

/** The md_seq of a feed's last message; 0 before the first. */
export function lastSequenceOf(feed: FeedMemory): number {
  const cells = new Int32Array(feed);
  return cells[SEQUENCE_HIGH]! * TWO_32 + (cells[SEQUENCE_LOW]! >>> 0);
}

/** Makes a feed's last message the one of this md_seq, a safe integer: for messages that were published and shall never have been. */
export function rewindFeed(feed: FeedMemory, sequence: number): void {
  const cells = new Int32Array(feed);
  cells[SEQUENCE_HIGH] = sequence / TWO_32;
  cells[SEQUENCE_LOW] = sequence; // its low 32 bits: storing wraps
}

/**
 * Turns what a command did into market data: an MdTrade a trade, then an MdTopOfBook if the top of the symbol's book
 * differs from the last one published. The first top of a symbol is published only if a side is present, as if the last
 * one had been empty, or if it differs from that of `seedTops`. `md_seq` counts messages from 1. No allocation a message.
 *
 * Several threads can continue one feed, one at a time: whoever publishes holds the engine's lock.
 */
export function createPublish(engine: Engine, feed: FeedMemory, sink: MessageSink): Publish {
  const cells = new Int32Array(feed);
  const { bestHigh, bestLow, lastTradeCount, tradePriceHigh, tradePriceLow, tradeQuantity } = engine;

  function countMessage(): number {
    const low = (cells[SEQUENCE_LOW]! + 1) | 0;
    cells[SEQUENCE_LOW] = low;
    if (low === 0) cells[SEQUENCE_HIGH]!++;
    return low;
  }

  return function publish(symbol: number): void {
    const trades = lastTradeCount();
    for (let i = 0; i < trades; i++) {
      const low = countMessage();
      sink.trade(symbol, tradePriceHigh(i), tradePriceLow(i), tradeQuantity(i) | 0, cells[SEQUENCE_HIGH]!, low);
    }
    const top = FIRST_TOP + (symbol << TOP_SHIFT);
    const bidHigh = bestHigh(symbol, 0);
    const bidLow = bestLow(symbol, 0);
    const askHigh = bestHigh(symbol, 1);
    const askLow = bestLow(symbol, 1);
    const isSame =
      bidLow === cells[top + BID_LOW] &&
      askLow === cells[top + ASK_LOW] &&
      bidHigh === cells[top + BID_HIGH] &&
      askHigh === cells[top + ASK_HIGH];
    if (isSame) return;
    cells[top + BID_HIGH] = bidHigh;
    cells[top + BID_LOW] = bidLow;
    cells[top + ASK_HIGH] = askHigh;
    cells[top + ASK_LOW] = askLow;
    const low = countMessage();
    sink.topOfBook(symbol, bidHigh, bidLow, askHigh, askLow, cells[SEQUENCE_HIGH]!, low);
  };
}
