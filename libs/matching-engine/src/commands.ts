import type { IdIndex } from './id-index.ts';
import { createMatching } from './matching.ts';
import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';
import type { OrderQueues } from './order-queues.ts';
import type { Side, TimeInForce } from './order-types.ts';
import { priceHighOf as highOf, type PriceLevels } from './price-levels.ts';

// Own copies of the layout: see id-index.ts.
const { BOOK_SHIFT, NO_RANK_HIGH } = layout;
const { LAST_SEQUENCE, TRADE_COUNT, TRADE_TOTAL } = layout.HEADER;
const priceHighOf = highOf;

const GOOD_TILL_CANCEL: TimeInForce = 0;
/** Flips a book's address to that of the symbol's other side. */
const OTHER_SIDE = 1 << BOOK_SHIFT;
/** A market order's limit, as a rank: any but that of an empty book is within it. */
const ANY_HIGH = NO_RANK_HIGH - 1;
const ANY_LOW = -1;

export type Commands = ReturnType<typeof createCommands>;

/**
 * What an engine does with each command (see Engine, which shows these functions).
 *
 * Here and below, the engine is made of closures for the sake of its views of memory: V8 takes what a closure was made
 * with for a constant, as long as a thread makes one engine. Then an access needs no load of the view, its length and its
 * base; and with one bounds check for all fields of a record (see memory.ts) that is most of what an access is.
 *
 * In a loop a view is taken for a constant only if it was named before the loop, in the same function: hence the few
 * copies there. (The compiler goes through a loop's reads of a closure in an order in which it cannot always tell.)
 */
export function createCommands(memory: EngineMemory, ids: IdIndex, levels: PriceLevels, queues: OrderQueues) {
  const { keyOf, find } = ids;
  const { priceAt, sideAt } = levels;
  const { rest, leave } = queues;
  const { crosses, match, countFills } = createMatching(memory, ids, levels);
  const { books } = memory;
  const [words, , places, quantities] = memory.fields as Int32Array[];

  function bookOf(symbol: number, side: number): number {
    return books + (((symbol << 1) | side) << BOOK_SHIFT);
  }

  /** Adds to a count of 64 bits. */
  function add(count: number, by: number): void {
    const low = (words[count] + by) | 0;
    words[count] = low;
    if (low >>> 0 < by) words[count + 1]++;
  }

  /** Trades against the other side of `book` within a limit, a rank of `book`. Returns the quantity left, as an int32. */
  function trade(book: number, rankHigh: number, rankLow: number, quantity: number): number {
    const remaining = match(book ^ OTHER_SIDE, ~rankHigh, ~rankLow, quantity);
    const count = words[TRADE_COUNT];
    add(LAST_SEQUENCE, count);
    add(TRADE_TOTAL, count);
    return remaining;
  }

  function submitLimit(
    symbol: number,
    side: Side,
    idHigh: number,
    idLow: number,
    price: number,
    quantity: number,
    timeInForce: TimeInForce,
  ): boolean {
    const book = bookOf(symbol, side);
    const mask = side - 1; // rankMask(book)
    const rankHigh = priceHighOf(price) ^ mask;
    const rankLow = price ^ mask;
    let remaining = quantity | 0;
    words[TRADE_COUNT] = 0;
    add(LAST_SEQUENCE, 1);
    if (crosses(book ^ OTHER_SIDE, ~rankHigh, ~rankLow)) {
      remaining = trade(book, rankHigh, rankLow, remaining);
      if (remaining === 0) return false;
    }
    if (timeInForce !== GOOD_TILL_CANCEL) return false;
    rest(book, keyOf(symbol, idHigh, idLow), idHigh, idLow, rankHigh, rankLow, remaining);
    return true;
  }

  function submitMarket(symbol: number, side: Side, quantity: number): void {
    const book = bookOf(symbol, side);
    words[TRADE_COUNT] = 0;
    add(LAST_SEQUENCE, 1);
    if (crosses(book ^ OTHER_SIDE, ANY_HIGH, ANY_LOW)) trade(book, ~ANY_HIGH, ~ANY_LOW, quantity);
  }

  function cancel(symbol: number, idHigh: number, idLow: number): boolean {
    words[TRADE_COUNT] = 0;
    const order = find(symbol, idHigh, idLow);
    if (order === 0) return false;
    leave(order);
    add(LAST_SEQUENCE, 1);
    return true;
  }

  function modify(symbol: number, idHigh: number, idLow: number, price: number, quantity: number): boolean {
    words[TRADE_COUNT] = 0;
    const order = find(symbol, idHigh, idLow);
    if (order === 0) return false;
    add(LAST_SEQUENCE, 1);
    const place = places[order];
    if (quantity !== 0 && quantity <= quantities[order] >>> 0 && priceAt(place) === price) {
      quantities[order] = quantity;
      return true;
    }
    const side = sideAt(place);
    leave(order);
    if (quantity === 0) return true;
    const book = bookOf(symbol, side);
    const rankHigh = priceHighOf(price) ^ (side - 1);
    const rankLow = price ^ (side - 1);
    let remaining = quantity | 0;
    if (crosses(book ^ OTHER_SIDE, ~rankHigh, ~rankLow)) remaining = trade(book, rankHigh, rankLow, remaining);
    if (remaining !== 0) rest(book, keyOf(symbol, idHigh, idLow), idHigh, idLow, rankHigh, rankLow, remaining);
    return true;
  }

  return {
    rests: (symbol: number, idHigh: number, idLow: number): boolean => find(symbol, idHigh, idLow) !== 0,
    submitLimit,
    submitMarket,
    cancel,
    modify,
    countFills(symbol: number, side: Side, price: number, quantity: number, atMost: number): number {
      const mask = side - 1;
      return countFills(bookOf(symbol, side ^ 1), ~(priceHighOf(price) ^ mask), ~(price ^ mask), quantity, atMost);
    },
    countMarketFills: (symbol: number, side: Side, quantity: number, atMost: number): number =>
      countFills(bookOf(symbol, side ^ 1), ANY_HIGH, ANY_LOW, quantity, atMost),
  };
}
