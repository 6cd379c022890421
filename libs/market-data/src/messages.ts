/** The high half of what an absent side of a book has for a price: the least and the greatest of all int64. */
export const NO_BID_HIGH = -(2 ** 31);
export const NO_ASK_HIGH = 2 ** 31 - 1;

/**
 * Where market data goes, message by message. Prices and numbers come as two int32 halves, as the wire has them, and
 * quantities as int32 with the bits of a u32: no argument is ever too large for a register, and none is boxed. Symbols are
 * below 2^31.
 */
export interface MessageSink {
  trade(
    symbol: number,
    priceHigh: number,
    priceLow: number,
    quantity: number,
    sequenceHigh: number,
    sequenceLow: number,
  ): void;
  /** A side that is absent has NO_BID_HIGH or NO_ASK_HIGH. */
  topOfBook(
    symbol: number,
    bidHigh: number,
    bidLow: number,
    askHigh: number,
    askLow: number,
    sequenceHigh: number,
    sequenceLow: number,
  ): void;
}
