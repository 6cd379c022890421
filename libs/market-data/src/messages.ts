/** What an absent side of a book has for a price. */
export const NO_BID = Number.NEGATIVE_INFINITY;
export const NO_ASK = Number.POSITIVE_INFINITY;

/**
 * Where market data goes, message by message. Prices and numbers are safe integers, symbols below 2^31,
 * quantities u32.
 */
export interface MessageSink {
  trade(symbol: number, price: number, quantity: number, sequence: number): void;
  /** A side that is absent has NO_BID or NO_ASK. */
  topOfBook(symbol: number, bid: number, ask: number, sequence: number): void;
}
