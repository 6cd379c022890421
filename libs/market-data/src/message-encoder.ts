import { MdTopOfBookFrame, MdTradeFrame, writeMdTopOfBook, writeMdTrade } from '@qsl/wire-protocol';
import { NO_ASK_HIGH as ABSENT_ASK, NO_BID_HIGH as ABSENT_BID, type MessageSink } from './messages.ts';

// Constants of this module: V8 folds them into the code, where it would re-read an imported binding.
const NO_BID_HIGH = ABSENT_BID;
const NO_ASK_HIGH = ABSENT_ASK;

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

  trade(
    symbol: number,
    priceHigh: number,
    priceLow: number,
    quantity: number,
    sequenceHigh: number,
    sequenceLow: number,
  ): void {
    const sink = this.#sink;
    const at = sink.reserve();
    sink.commit(writeMdTrade(sink.view, at, symbol, priceHigh, priceLow, quantity, sequenceHigh, sequenceLow));
  }

  topOfBook(
    symbol: number,
    bidHigh: number,
    bidLow: number,
    askHigh: number,
    askLow: number,
    sequenceHigh: number,
    sequenceLow: number,
  ): void {
    const sink = this.#sink;
    const length = writeMdTopOfBook(
      sink.view,
      sink.reserve(),
      symbol,
      bidHigh !== NO_BID_HIGH,
      bidHigh,
      bidLow,
      askHigh !== NO_ASK_HIGH,
      askHigh,
      askLow,
      sequenceHigh,
      sequenceLow,
    );
    sink.commit(length);
  }
}
