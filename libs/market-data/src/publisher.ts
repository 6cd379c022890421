import type { Engine } from '@qsl/matching-engine';
import { MdTopOfBookFrame, MdTradeFrame, writeMdTopOfBook, writeMdTrade } from '@qsl/wire-protocol';

/** The largest market data message, in bytes. */
export const MAX_DATAGRAM_BYTES = Math.max(MdTradeFrame.frameSize, MdTopOfBookFrame.frameSize);

const NO_BID = Number.NEGATIVE_INFINITY;
const NO_ASK = Number.POSITIVE_INFINITY;

/** Where messages go: one datagram each. */
export interface DatagramSink {
  readonly view: DataView;
  /** Where in `view` there is room for one more message of MAX_DATAGRAM_BYTES. Sends what it holds, if need be. */
  reserve(): number;
  /** Takes the message of `length` bytes that was written where `reserve` said. */
  commit(length: number): void;
}

/**
 * Turns what a command did into market data: an MdTrade a trade, then an MdTopOfBook if the top of the symbol's book
 * differs from the last one published. The first top of a symbol is published only if a side is present, as if the last
 * one had been empty. `md_seq` counts messages from 1. No allocation a message.
 */
export class MarketDataPublisher {
  readonly #bids: Float64Array;
  readonly #asks: Float64Array;
  /** The md_seq of the last message; 0 before the first. */
  sequence = 0;

  /** @param maxSymbols symbols 0 to maxSymbols − 1 can be published */
  constructor(maxSymbols: number) {
    this.#bids = new Float64Array(maxSymbols).fill(NO_BID);
    this.#asks = new Float64Array(maxSymbols).fill(NO_ASK);
  }

  /** Publishes what the engine's last command did on `symbol`, the one it was for. To be called before the next command. */
  publish(engine: Engine, symbol: number, sink: DatagramSink): void {
    for (let i = 0; i < engine.tradeCount; i++) {
      const price = engine.tradePrice(i);
      sink.commit(writeMdTrade(sink.view, sink.reserve(), symbol, price, engine.tradeQuantity(i), ++this.sequence));
    }
    const bid = engine.bestBid(symbol);
    const ask = engine.bestAsk(symbol);
    if (bid === this.#bids[symbol] && ask === this.#asks[symbol]) return;
    this.#bids[symbol] = bid;
    this.#asks[symbol] = ask;
    const at = sink.reserve();
    sink.commit(writeMdTopOfBook(sink.view, at, symbol, bid !== NO_BID, bid, ask !== NO_ASK, ask, ++this.sequence));
  }
}
