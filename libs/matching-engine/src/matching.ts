import type { IdIndex } from './id-index.ts';
import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';
import type { OrderQueues } from './order-queues.ts';
import type { Side, TimeInForce } from './order-types.ts';
import { levelAt as addressOf, priceHighOf as highOf, type PriceLevels } from './price-levels.ts';

// Own copies of the layout: see id-index.ts.
const { BOOK_SHIFT, TRADE_SHIFT } = layout;
const { FREE_ORDER, LAST_SEQUENCE, RESTING_ORDERS, TRADE_COUNT, TRADE_TOTAL } = layout.HEADER;
const levelAt = addressOf;
const priceHighOf = highOf;

const GOOD_TILL_CANCEL: TimeInForce = 0;
/** Flips a book's address to that of the symbol's other side. */
const OTHER_SIDE = 1 << BOOK_SHIFT;
const TRADE_WORDS = 1 << TRADE_SHIFT;

/**
 * Accepting an order: it trades against the other side, best level first, oldest maker first, and rests or vanishes.
 *
 *   trade:  maker's id (low, high), quantity, price (low, high)
 *
 * One function does it all, longer than what V8 inlines: so it is one call an order from wherever it comes, and has V8's
 * budget for what it calls itself (920 bytes of bytecode) for its own. Calls that are not inlined took a third of the
 * time.
 */
export function createMatching(memory: EngineMemory, ids: IdIndex, levels: PriceLevels, queues: OrderQueues) {
  const { books, trades } = memory;
  const [words, previous, , quantities, idLows, idHighs] = memory.fields as Int32Array[];
  const next = words;
  const [, bestPlace, bestHigh, bestLow, restingOn] = memory.fields as Int32Array[];
  const [tradeIdLow, tradeIdHigh, tradeQuantity, tradePriceLow, tradePriceHigh] = memory.fields as Int32Array[];
  const { remove } = ids;
  const { vacate, nextWorse, isWithin } = levels;
  const { rest } = queues;

  /** Adds to a count of 64 bits. */
  function add(count: number, by: number): void {
    const low = (words[count] + by) | 0;
    words[count] = low;
    if (low >>> 0 < by) words[count + 1]++;
  }

  function submit(
    symbol: number,
    side: Side,
    idHigh: number,
    idLow: number,
    price: number,
    quantity: number,
    timeInForce: TimeInForce,
  ): boolean {
    const all = words; // see commands.ts, on views in loops
    const amounts = quantities;
    const bestHighs = bestHigh;
    const bestLows = bestLow;
    const mask = side - 1; // rankMask(book)
    const rankHigh = priceHighOf(price) ^ mask;
    const rankLow = price ^ mask;
    const book = books + (((symbol << 1) | side) << BOOK_SHIFT);
    const opposite = book ^ OTHER_SIDE;
    let remaining = quantity | 0;
    let trade = trades;
    while (remaining !== 0) {
      const high = bestHighs[opposite];
      const low = bestLows[opposite];
      if (high > ~rankHigh || (high === ~rankHigh && low >>> 0 > ~rankLow >>> 0)) break;
      const place = bestPlace[opposite];
      const level = levelAt(place);
      const first = all[level];
      let maker = first;
      let lastFilled = 0;
      let filled = 0;
      do {
        const amount = amounts[maker];
        tradeIdLow[trade] = idLows[maker];
        tradeIdHigh[trade] = idHighs[maker];
        tradePriceLow[trade] = low ^ ~mask;
        tradePriceHigh[trade] = high ^ ~mask;
        if (amount >>> 0 > remaining >>> 0) {
          tradeQuantity[trade] = remaining;
          trade += TRADE_WORDS;
          amounts[maker] = (amount - remaining) | 0;
          remaining = 0;
          break;
        }
        tradeQuantity[trade] = amount;
        trade += TRADE_WORDS;
        remaining = (remaining - amount) | 0;
        remove(maker);
        lastFilled = maker;
        maker = all[maker];
        filled++;
      } while (remaining !== 0 && maker !== level);
      if (filled !== 0) {
        // What was filled is a chain as it is: it goes to the pool in one piece.
        next[lastFilled] = words[FREE_ORDER];
        words[FREE_ORDER] = first;
        words[RESTING_ORDERS] -= filled;
        restingOn[opposite] -= filled;
        next[level] = maker;
        previous[maker] = level;
        if (maker === level) vacate(place);
      }
    }
    const made = (trade - trades) >> TRADE_SHIFT;
    words[TRADE_COUNT] = made;
    add(LAST_SEQUENCE, made + 1);
    if (made !== 0) add(TRADE_TOTAL, made);
    if (remaining === 0 || timeInForce !== GOOD_TILL_CANCEL) return false;
    rest(book, symbol, idHigh, idLow, rankHigh, rankLow, remaining);
    return true;
  }

  /** How many trades a limit, given as a rank of `book`, would make against it, without making them; stops counting above `atMost`. */
  function countFills(book: number, limitHigh: number, limitLow: number, quantity: number, atMost: number): number {
    const nexts = next;
    let fills = 0;
    let remaining = quantity;
    for (let place = bestPlace[book]; place !== 0; place = nextWorse(place)) {
      if (!isWithin(place, limitHigh, limitLow)) return fills;
      const level = levelAt(place);
      for (let order = nexts[level]; order !== level; order = nexts[order]) {
        fills++;
        remaining -= quantities[order] >>> 0;
        if (remaining <= 0 || fills > atMost) return fills;
      }
    }
    return fills;
  }

  return { submit, countFills };
}
