import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';
import { createPageTree, lowestBit as lowest } from './page-tree.ts';

// Own copies of the layout: see id-index.ts.
const { LEVELS_SHIFT, NO_RANK_HIGH, PAGE_LEVELS } = layout;
const lowestBit = lowest;

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

export type PriceLevels = ReturnType<typeof createPriceLevels>;

/**
 * The levels of the books, and which is best. A level is a pair of words, head and tail of a queue of orders, in a page of
 * 32 neighbouring ranks with a bit for each that is occupied: near the touch the next best is a bit scan away.
 */
export function createPriceLevels(memory: EngineMemory) {
  const { pageOf: findPage, keepPage, usePage, nextWorsePage } = createPageTree(memory);
  const [words, rankHigh, rankLow, , bookOf] = memory.fields as Int32Array[];
  const occupied = words;
  const [, bestLevel, bestHigh, bestLow] = memory.fields as Int32Array[];
  // The levels lie like the pages, on a larger scale.
  const toLevels = memory.levels - (memory.pages << LEVELS_SHIFT);
  const toPages = memory.pages - (memory.levels >>> LEVELS_SHIFT);

  function levelAt(page: number, offset: number): number {
    return ((page << LEVELS_SHIFT) + toLevels + (offset << 1)) | 0;
  }
  function pageOf(level: number): number {
    return ((level >>> LEVELS_SHIFT) & ~7) + toPages;
  }
  function offsetOf(level: number): number {
    return (level >>> 1) & OFFSET_MASK;
  }

  /** To be called once for a new book: nobody is there. */
  function open(book: number): void {
    bestHigh[book] = NO_RANK_HIGH;
    bestLow[book] = -1;
    bestLevel[book] = 0;
  }

  /** The level of a rank, marked occupied; the best level follows. */
  function occupy(book: number, high: number, low: number): number {
    const page = findPage(book, high, low);
    const offset = low & OFFSET_MASK;
    const level = levelAt(page, offset);
    const before = occupied[page];
    occupied[page] = before | (1 << offset);
    if (before === 0) usePage(book, page);
    const best = bestHigh[book];
    if (high < best || (high === best && low >>> 0 < bestLow[book] >>> 0)) {
      bestHigh[book] = high;
      bestLow[book] = low;
      bestLevel[book] = level;
    }
    return level;
  }

  /** Marks a level, just emptied, as free; the best level follows. */
  function vacate(level: number): void {
    const page = pageOf(level);
    const book = bookOf[page];
    const left = occupied[page] & ~(1 << offsetOf(level));
    const wasBest = bestLevel[book] === level;
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
    bestLevel[book] = levelAt(page, offset);
  }

  /** The next level behind one of its book, or 0. */
  function nextWorse(level: number): number {
    const page = pageOf(level);
    const worse = occupied[page] & (-2 << offsetOf(level));
    if (worse !== 0) return levelAt(page, lowestBit(worse));
    const next = nextWorsePage(page);
    return next === 0 ? 0 : levelAt(next, lowestBit(occupied[next]));
  }

  /** Whether a level is within a limit, given as a rank. */
  function isWithin(level: number, limitHigh: number, limitLow: number): boolean {
    const page = pageOf(level);
    const high = rankHigh[page];
    return high < limitHigh || (high === limitHigh && (rankLow[page] | offsetOf(level)) >>> 0 <= limitLow >>> 0);
  }

  /** The price of a level. */
  function priceAt(level: number): number {
    const page = pageOf(level);
    const mask = rankMask(bookOf[page]);
    return (rankHigh[page] ^ mask) * TWO_32 + (((rankLow[page] | offsetOf(level)) ^ mask) >>> 0);
  }

  /** The book to which a level belongs. */
  function bookAt(level: number): number {
    return bookOf[pageOf(level)];
  }

  /** The side of the book to which a level belongs: 0 for bids, 1 for asks. */
  function sideAt(level: number): number {
    return (bookOf[pageOf(level)] >> 3) & 1;
  }

  /** A book's best level, or 0. */
  function bestLevelOf(book: number): number {
    return bestLevel[book];
  }

  /** The best price of a book; `nobody` where it is empty. */
  function bestPrice(book: number, nobody: number): number {
    const high = bestHigh[book];
    if (high === NO_RANK_HIGH) return nobody;
    const mask = rankMask(book);
    return (high ^ mask) * TWO_32 + ((bestLow[book] ^ mask) >>> 0);
  }

  return { open, occupy, vacate, nextWorse, isWithin, priceAt, bookAt, sideAt, bestLevelOf, bestPrice };
}
