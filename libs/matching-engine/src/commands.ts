import type { IdIndex } from './id-index.ts';
import { createMatching } from './matching.ts';
import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';
import type { OrderQueues } from './order-queues.ts';
import type { Side, TimeInForce } from './order-types.ts';
import { type PriceLevels, priceHighOf } from './price-levels.ts';

// Own copies of the layout: see id-index.ts.
const { BOOK_SHIFT } = layout;
const { LAST_SEQUENCE, TRADE_COUNT } = layout.HEADER;

const GOOD_TILL_CANCEL: TimeInForce = 0;
const IMMEDIATE_OR_CANCEL: TimeInForce = 1;
/** A price beyond all others, as a buyer sees it; to a seller that is 0. */
const ANY_PRICE = 2 ** 53;

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
  const { find } = ids;
  const { bestPrice, priceAt, sideAt } = levels;
  const { leave } = queues;
  const { submit, countFills } = createMatching(memory, ids, levels, queues);
  const { books } = memory;
  const [words, , places, quantities] = memory.fields as Int32Array[];
  const [bestRankHigh, bestRankLow] = [places, quantities]; // of a book, in the same fields as those of an order

  function bookOf(symbol: number, side: number): number {
    return books + (((symbol << 1) | side) << BOOK_SHIFT);
  }

  function countEvent(): void {
    const low = (words[LAST_SEQUENCE] + 1) | 0;
    words[LAST_SEQUENCE] = low;
    if (low === 0) words[LAST_SEQUENCE + 1]++;
  }

  function submitMarket(symbol: number, side: Side, quantity: number): void {
    submit(symbol, side, 0, 0, side === 0 ? ANY_PRICE : 0, quantity, IMMEDIATE_OR_CANCEL);
  }

  function cancel(symbol: number, idHigh: number, idLow: number): boolean {
    words[TRADE_COUNT] = 0;
    const order = find(symbol, idHigh, idLow);
    if (order === 0) return false;
    leave(order);
    countEvent();
    return true;
  }

  function modify(symbol: number, idHigh: number, idLow: number, price: number, quantity: number): boolean {
    words[TRADE_COUNT] = 0;
    const order = find(symbol, idHigh, idLow);
    if (order === 0) return false;
    const place = places[order];
    const isLess = quantity <= quantities[order] >>> 0;
    if (quantity !== 0 && isLess && priceAt(place) === price) {
      quantities[order] = quantity;
      countEvent();
      return true;
    }
    const side = sideAt(place) as Side;
    leave(order);
    if (quantity === 0) countEvent();
    else submit(symbol, side, idHigh, idLow, price, quantity, GOOD_TILL_CANCEL); // its first event is `modified`
    return true;
  }

  function countLimitFills(symbol: number, side: Side, price: number, quantity: number, atMost: number): number {
    const mask = side - 1;
    return countFills(bookOf(symbol, side ^ 1), ~(priceHighOf(price) ^ mask), ~(price ^ mask), quantity, atMost);
  }

  return {
    bestHigh: (symbol: number, side: Side): number => bestRankHigh[bookOf(symbol, side)] ^ (side - 1),
    bestLow: (symbol: number, side: Side): number => bestRankLow[bookOf(symbol, side)] ^ (side - 1),
    bestBid: (symbol: number): number => bestPrice(bookOf(symbol, 0), Number.NEGATIVE_INFINITY),
    bestAsk: (symbol: number): number => bestPrice(bookOf(symbol, 1), Number.POSITIVE_INFINITY),
    rests: (symbol: number, idHigh: number, idLow: number): boolean => find(symbol, idHigh, idLow) !== 0,
    submitLimit: submit,
    submitMarket,
    cancel,
    modify,
    countFills: countLimitFills,
    countMarketFills: (symbol: number, side: Side, quantity: number, atMost: number): number =>
      countLimitFills(symbol, side, side === 0 ? ANY_PRICE : 0, quantity, atMost),
  };
}
