import type { IdIndex } from './id-index.ts';
import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';
import { levelAt as addressOf, rankMask as maskOf, type PriceLevels } from './price-levels.ts';

// Own copies of the layout: see id-index.ts.
const { TRADE_SHIFT } = layout;
const { FREE_ORDER, RESTING_ORDERS, TRADE_COUNT } = layout.HEADER;
const levelAt = addressOf;
const rankMask = maskOf;

export type Matching = ReturnType<typeof createMatching>;

/**
 * Trading against a book, best level first, oldest maker first.
 *
 *   trade:  maker's id (low, high), quantity, price (low, high)
 */
export function createMatching(memory: EngineMemory, ids: IdIndex, levels: PriceLevels) {
  const { trades } = memory;
  const [words, previous, , quantities, idLows, idHighs] = memory.fields as Int32Array[];
  const next = words;
  const [, bestPlace, bestHigh, bestLow, restingOn] = memory.fields as Int32Array[];
  const [tradeIdLow, tradeIdHigh, tradeQuantity, tradePriceLow, tradePriceHigh] = memory.fields as Int32Array[];
  const { remove } = ids;
  const { vacate, nextWorse, isWithin } = levels;

  /** Whether the best level of `book` is within a limit, given as a rank of that book. */
  function crosses(book: number, limitHigh: number, limitLow: number): boolean {
    const high = bestHigh[book];
    return high < limitHigh || (high === limitHigh && bestLow[book] >>> 0 <= limitLow >>> 0);
  }

  /** Trades against `book`, which the limit crosses, as long as it does. Returns the quantity left, as an int32. */
  function match(book: number, limitHigh: number, limitLow: number, quantity: number): number {
    const nexts = next; // see engine.ts, on views in loops
    const amounts = quantities;
    const mask = rankMask(book);
    let remaining = quantity | 0;
    let trade = trades;
    do {
      const place = bestPlace[book];
      const priceHigh = bestHigh[book] ^ mask;
      const priceLow = bestLow[book] ^ mask;
      const level = levelAt(place);
      const first = nexts[level];
      let maker = first;
      let lastFilled = 0;
      let filled = 0;
      do {
        const amount = amounts[maker];
        tradeIdLow[trade] = idLows[maker];
        tradeIdHigh[trade] = idHighs[maker];
        tradePriceLow[trade] = priceLow;
        tradePriceHigh[trade] = priceHigh;
        if (amount >>> 0 > remaining >>> 0) {
          tradeQuantity[trade] = remaining;
          amounts[maker] = (amount - remaining) | 0;
          remaining = 0;
        } else {
          tradeQuantity[trade] = amount;
          remaining = (remaining - amount) | 0;
          remove(maker);
          lastFilled = maker;
          maker = nexts[maker];
          filled++;
        }
        trade += 1 << TRADE_SHIFT;
      } while (remaining !== 0 && maker !== level);
      if (filled !== 0) {
        // What was filled is a chain as it is: it goes to the pool in one piece.
        nexts[lastFilled] = words[FREE_ORDER];
        words[FREE_ORDER] = first;
        words[RESTING_ORDERS] -= filled;
        restingOn[book] -= filled;
        nexts[level] = maker;
        previous[maker] = level;
        if (maker === level) vacate(place);
      }
    } while (remaining !== 0 && crosses(book, limitHigh, limitLow));
    words[TRADE_COUNT] = (trade - trades) >> TRADE_SHIFT;
    return remaining;
  }

  /** How many trades `match` would make, without making them; stops counting above `atMost`. */
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

  return { crosses, match, countFills };
}
