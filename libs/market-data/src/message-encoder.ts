import { MdTopOfBookFrame, MdTradeFrame, writeMdTopOfBook, writeMdTrade } from '@qsl/wire-protocol';
import { NO_ASK as ABSENT_ASK, NO_BID as ABSENT_BID, type MessageSink } from './messages.ts';

// Constants of this module: V8 folds them into the code, where it would re-read an imported binding.
const NO_BID = ABSENT_BID;
const NO_ASK = ABSENT_ASK;

/** The largest market data message, in bytes. */
export const MAX_DATAGRAM_BYTES = Math.max(MdTradeFrame.frameSize, MdTopOfBookFrame.frameSize);

/** Where encoded messages go: one datagram each. */
export interface DatagramSink {
  readonly view: DataView;
  /** Where in `view` there is room for one more message of MAX_DATAGRAM_BYTES. Sends what it holds, if need be. */
  reserve(): number;
  /** Takes the message of `length` bytes that was written where `reserve` said. */
  commit(length: number): void;
}

/** Puts messages into the form that they have on the wire, a datagram each. No allocation a message. */
export class MessageEncoder implements MessageSink {
  readonly #sink: DatagramSink;

  constructor(sink: DatagramSink) {
    this.#sink = sink;
  }

  trade(symbol: number, price: number, quantity: number, sequence: number): void {
    const sink = this.#sink;
    sink.commit(writeMdTrade(sink.view, sink.reserve(), symbol, price, quantity, sequence));
  }

  topOfBook(symbol: number, bid: number, ask: number, sequence: number): void {
    const sink = this.#sink;
    const at = sink.reserve();
    sink.commit(writeMdTopOfBook(sink.view, at, symbol, bid !== NO_BID, bid, ask !== NO_ASK, ask, sequence));
  }
}
