import type { IdIndex } from './id-index.ts';
import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';
import type { OrderQueues } from './order-queues.ts';
import type { Side, TimeInForce } from './order-types.ts';
import { levelAt as addressOf, priceHighOf as highOf, type PriceLevels } from './price-levels.ts';

// Own copies of the layout: see id-index.ts.
const { BOOK_SHIFT, TRADE_SHIFT } = layout;
const { BUCKET_MASK, FREE_ORDER, LAST_SEQUENCE, RESTING_ORDERS, TRADE_COUNT, TRADE_TOTAL } = layout.HEADER;
const levelAt = addressOf;
const priceHighOf = highOf;

const GOOD_TILL_CANCEL: TimeInForce = 0;
/** Flips a book's address to that of the symbol's other side. */
const OTHER_SIDE = 1 << BOOK_SHIFT;
const TRADE_WORDS = 1 << TRADE_SHIFT;

/**
 * Accepting an order: it trades against the other side, best level first, oldest maker first, and rests or vanishes.
 *
 *   trade:  maker's id (low, high), quantity, price (low, high)         order and level: see order-queues.ts
 *
 * One function does it all, longer than what V8 inlines: so it is one call an order from wherever it comes, and has V8's
 * budget for what it calls itself (920 bytes of bytecode) for its own. Calls that are not inlined took a third of the
 * time.
 */
export function createMatching(memory: EngineMemory, ids: IdIndex, levels: PriceLevels, queues: OrderQueues) {
  const { books, buckets, trades } = memory;
  const [words, previous, places, quantities, idLows, idHighs, keys, chain] = memory.fields as Int32Array[];
  const [, bestPlaces, , , ordersOn] = memory.fields as Int32Array[];
  const { keyOf, insert, removeBehind } = ids;
  const { occupy, vacate, nextWorse, isWithin } = levels;
  const { takeUnused } = queues;

  function submit(
    symbol: number,
    side: Side,
    idHigh: number,
    idLow: number,
    price: number,
    quantity: number,
    timeInForce: TimeInForce,
  ): boolean {
    // See commands.ts, on views in loops. Field by field, for what a record of each kind has there:
    const word = words; // of an order the next one, of a level the first; of a trade the maker's id, low half
    const back = previous; // the previous order, the last of a level; best place of a book; maker's id, high half
    const place = places; // place of an order; best rank of a book, high half; quantity of a trade
    const amount = quantities; // quantity of an order; best rank of a book, low half; price of a trade, low half
    const low = idLows; // id of an order, low half; orders of a book; price of a trade, high half
    const high = idHighs;
    const key = keys;
    const chained = chain;
    const mask = side - 1; // rankMask(book)
    const rankHigh = priceHighOf(price) ^ mask;
    const rankLow = price ^ mask;
    const book = books + (((symbol << 1) | side) << BOOK_SHIFT);
    const opposite = book ^ OTHER_SIDE;
    let remaining = quantity | 0;
    let trade = trades;
    while (remaining !== 0) {
      const bestHigh = place[opposite];
      const bestLow = amount[opposite];
      if (bestHigh > ~rankHigh || (bestHigh === ~rankHigh && bestLow >>> 0 > ~rankLow >>> 0)) break;
      const bestPlace = back[opposite];
      const level = levelAt(bestPlace);
      const first = word[level];
      let maker = first;
      let lastFilled = 0;
      let filled = 0;
      do {
        const offered = amount[maker];
        word[trade] = low[maker];
        back[trade] = high[maker];
        amount[trade] = bestLow ^ ~mask;
        low[trade] = bestHigh ^ ~mask;
        if (offered >>> 0 > remaining >>> 0) {
          place[trade] = remaining;
          trade += TRADE_WORDS;
          amount[maker] = (offered - remaining) | 0;
          remaining = 0;
          break;
        }
        place[trade] = offered;
        trade += TRADE_WORDS;
        remaining = (remaining - offered) | 0;
        const bucket = buckets + (key[maker] & word[BUCKET_MASK]); // out of the id index: see id-index.ts
        if (word[bucket] === maker) word[bucket] = chained[maker];
        else removeBehind(word[bucket], maker);
        lastFilled = maker;
        maker = word[maker];
        filled++;
      } while (remaining !== 0 && maker !== level);
      if (filled !== 0) {
        // What was filled is a chain as it is: it goes to the pool in one piece.
        word[lastFilled] = word[FREE_ORDER];
        word[FREE_ORDER] = first;
        word[RESTING_ORDERS] -= filled;
        low[opposite] -= filled;
        word[level] = maker;
        back[maker] = level;
        if (maker === level) vacate(bestPlace);
      }
    }
    const made = (trade - trades) >> TRADE_SHIFT;
    word[TRADE_COUNT] = made;
    const sequence = (word[LAST_SEQUENCE] + made + 1) | 0;
    word[LAST_SEQUENCE] = sequence;
    if (sequence >>> 0 <= made) word[LAST_SEQUENCE + 1]++;
    const total = (word[TRADE_TOTAL] + made) | 0;
    word[TRADE_TOTAL] = total;
    if (total >>> 0 < made) word[TRADE_TOTAL + 1]++;
    if (remaining === 0 || timeInForce !== GOOD_TILL_CANCEL) return false;

    let order = words[FREE_ORDER];
    if (order !== 0) words[FREE_ORDER] = words[order];
    else order = takeUnused();
    const own = occupy(book, rankHigh, rankLow);
    const level = levelAt(own);
    const last = previous[level];
    words[order] = level;
    previous[order] = last;
    places[order] = own;
    quantities[order] = remaining;
    idLows[order] = idLow;
    idHighs[order] = idHigh;
    words[last] = order;
    previous[level] = order;
    insert(order, keyOf(symbol, idHigh, idLow));
    words[RESTING_ORDERS]++;
    ordersOn[book]++;
    return true;
  }

  /** How many trades a limit, given as a rank of `book`, would make against it, without making them; stops counting above `atMost`. */
  function countFills(book: number, limitHigh: number, limitLow: number, quantity: number, atMost: number): number {
    const nexts = words;
    let fills = 0;
    let remaining = quantity;
    for (let place = bestPlaces[book]; place !== 0; place = nextWorse(place)) {
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
