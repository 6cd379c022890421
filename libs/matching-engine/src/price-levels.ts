import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';
import { createPageTree, lowestBit as lowest } from './page-tree.ts';

// Own copies of the layout: see id-index.ts.
const { NO_RANK_HIGH, PAGE_LEVELS } = layout;
const lowestBit = lowest;

const RECORD_WORDS = 8;
const OFFSET_MASK = PAGE_LEVELS - 1;
const TWO_32 = 4294967296;

/**
 * The mask that turns a price of a book into its rank, half by half, and back: all ones for bids, nothing for asks. Ranks
 * are signed 64-bit numbers that grow as prices get worse (for a bid, −1 − price), so that the best level is the lowest
 * on both sides and nothing branches on the side, which no processor can predict.
 */
export function rankMask(book: number): number {
  return ((book >> 3) & 1) - 1;
}

/** Of a price from 1 to 2^53 − 1, as an int32. */
export function priceHighOf(price: number): number {
  return price <= 0x7fffffff ? 0 : (price / TWO_32) | 0; // a branch is predicted, a division waited for
}

/** Address of the level at a place. A place is a page's number and the level's offset in it, in one word. */
export function levelAt(place: number): number {
  return ((place >>> 1) & ~7) + RECORD_WORDS + ((place & OFFSET_MASK) << 1);
}

export type PriceLevels = ReturnType<typeof createPriceLevels>;

/**
 * The levels of the books, and which is best. A level is a pair of words, head and tail of a queue of orders, in a page of
 * 16 neighbouring ranks with a bit for each that is occupied: near the touch the next best is a bit scan away.
 */
export function createPriceLevels(memory: EngineMemory) {
  const { pageOf, keepPage, usePage, nextWorsePage } = createPageTree(memory);
  const [words, rankHigh, rankLow, , bookOf] = memory.fields as Int32Array[];
  const occupied = words;
  const [, bestPlace, bestHigh, bestLow] = memory.fields as Int32Array[];

  /** To be called once for a new book: nobody is there. */
  function open(book: number): void {
    bestHigh[book] = NO_RANK_HIGH;
    bestLow[book] = -1;
    bestPlace[book] = 0;
  }

  /** The place of a rank, marked occupied; the best level follows. */
  function occupy(book: number, high: number, low: number): number {
    const page = pageOf(book, high, low);
    const offset = low & OFFSET_MASK;
    const place = (page << 1) | offset;
    const before = occupied[page];
    occupied[page] = before | (1 << offset);
    if (before === 0) usePage(book, page);
    const best = bestHigh[book];
    if (high < best || (high === best && low >>> 0 < bestLow[book] >>> 0)) {
      bestHigh[book] = high;
      bestLow[book] = low;
      bestPlace[book] = place;
    }
    return place;
  }

  /** Marks the level at a place, just emptied, as free; the best level follows. */
  function vacate(place: number): void {
    const page = (place >>> 1) & ~7;
    const book = bookOf[page];
    const left = occupied[page] & ~(1 << (place & OFFSET_MASK));
    const wasBest = bestPlace[book] === place;
    occupied[page] = left;
    if (left === 0) leavePage(book, page, wasBest);
    else if (wasBest) setBest(book, page, left);
  }

  function leavePage(book: number, page: number, wasBest: boolean): void {
    const best = keepPage(book, page);
    if (!wasBest) return;
    if (best === 0) open(book);
    else setBest(book, best, occupied[best]);
  }

  function setBest(book: number, page: number, levels: number): void {
    const offset = lowestBit(levels);
    bestHigh[book] = rankHigh[page];
    bestLow[book] = rankLow[page] | offset;
    bestPlace[book] = (page << 1) | offset;
  }

  /** The place of the next level behind one of its book, or 0. */
  function nextWorse(place: number): number {
    const page = (place >>> 1) & ~7;
    const worse = occupied[page] & (-2 << (place & OFFSET_MASK));
    if (worse !== 0) return (page << 1) | lowestBit(worse);
    const next = nextWorsePage(page);
    return next === 0 ? 0 : (next << 1) | lowestBit(occupied[next]);
  }

  /** Whether the level at a place is within a limit, given as a rank. */
  function isWithin(place: number, limitHigh: number, limitLow: number): boolean {
    const page = (place >>> 1) & ~7;
    const high = rankHigh[page];
    return high < limitHigh || (high === limitHigh && (rankLow[page] | (place & OFFSET_MASK)) >>> 0 <= limitLow >>> 0);
  }

  /** The price of the level at a place. */
  function priceAt(place: number): number {
    const page = (place >>> 1) & ~7;
    const mask = rankMask(bookOf[page]);
    return (rankHigh[page] ^ mask) * TWO_32 + (((rankLow[page] | (place & OFFSET_MASK)) ^ mask) >>> 0);
  }

  /** The side of the book to which the level at a place belongs: 0 for bids, 1 for asks. */
  function sideAt(place: number): number {
    return (bookOf[(place >>> 1) & ~7] >> 3) & 1;
  }

  /** The place of a book's best level, or 0. */
  function bestPlaceOf(book: number): number {
    return bestPlace[book];
  }

  /** The best price of a book; `nobody` where it is empty. */
  function bestPrice(book: number, nobody: number): number {
    const high = bestHigh[book];
    if (high === NO_RANK_HIGH) return nobody;
    const mask = rankMask(book);
    return (high ^ mask) * TWO_32 + ((bestLow[book] ^ mask) >>> 0);
  }

  return { open, occupy, vacate, nextWorse, isWithin, priceAt, sideAt, bestPlaceOf, bestPrice };
}
