import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';

// Own copies of the layout: V8 folds a module's own constants into the code, but re-reads an imported binding, a live
// cell, at every use. On the deep-book workload that is a fifth of the time.
const {
  BOOK_BEST_LEVEL,
  BOOK_ROOT,
  BOOK_SHIFT,
  FREE_NODE,
  FREE_PAGE,
  NODE_BIT,
  NODE_CHILD_0,
  NODE_NEXT_FREE,
  NODE_SHIFT,
  NODES_USED,
  NO_RANK,
  PAGE_BOOK,
  PAGE_KEY_HIGH,
  PAGE_KEY_LOW,
  PAGE_NEXT_FREE,
  PAGE_OCCUPIED,
  PAGE_SHIFT,
  PAGE_WIDTH_SHIFT,
  PAGES_USED,
} = layout;

/**
 * Where a price's level is, and which level is best.
 *
 *   book ── crit-bit tree over page keys ── page: 32 neighbouring ranks, one occupancy bit each ── level
 *
 * Prices are kept as ranks, which grow as prices get worse (see rankOf): the best level is the lowest on both
 * sides, so nothing here branches on the side, which no processor can predict.
 *
 * The best level is kept, so asking for it is one read. Near the touch the next best is a bit scan in the same
 * page. Only where a whole page fills or empties does the tree change: at most 48 steps deep whatever the prices
 * are, nothing to rebalance, one node a page, so a pool as large as the order pool can never run out first.
 * (Crit-bit tree: D. J. Bernstein, "Crit-bit trees", https://cr.yp.to/critbit.html.)
 */

const PAGE_WIDTH = 1 << PAGE_WIDTH_SHIFT;
const PAGE_OFFSET_MASK = PAGE_WIDTH - 1;
const TWO_32 = 4294967296;
const RECENT_MASK = 1023;

const MIRROR = 2 ** 53;

/** The rank of `price` in a book (even: bids, odd: asks): lower is better. Its own inverse. */
export function rankOf(book: number, price: number): number {
  const isAsk = book & 1;
  return MIRROR * (1 - isAsk) + (isAsk * 2 - 1) * price;
}

export class PriceIndex {
  readonly #header: Int32Array;
  readonly #books: Int32Array;
  readonly #best: Float64Array;
  readonly #pages: Int32Array;
  readonly #nodes: Int32Array;
  /** Recently used pages by a hash of book and key: a hint, checked before use, that saves the walk down the tree. */
  readonly #recent = new Int32Array(RECENT_MASK + 1);

  constructor(memory: EngineMemory) {
    this.#header = memory.header;
    this.#books = memory.books;
    this.#best = memory.best;
    this.#pages = memory.pages;
    this.#nodes = memory.nodes;
  }

  /**
   * The level of `price` (1 to 2^53 − 1) in `book`, marked occupied; the best level follows.
   * (It takes a price because the rank of a bid is no small integer: V8 would box it for every call not inlined.)
   */
  occupy(book: number, price: number): number {
    const rank = rankOf(book, price);
    const pages = this.#pages;
    const key = Math.floor(rank / PAGE_WIDTH);
    const keyHigh = (key / TWO_32) | 0;
    const keyLow = key | 0;
    const hint = (keyLow ^ (book << 5)) & RECENT_MASK;
    let page = this.#recent[hint]!;
    let record = page << PAGE_SHIFT;
    if (
      pages[record + PAGE_KEY_LOW] !== keyLow ||
      pages[record + PAGE_BOOK] !== book ||
      pages[record + PAGE_KEY_HIGH] !== keyHigh ||
      pages[record + PAGE_OCCUPIED] === 0
    ) {
      page = this.#pageOf(book, keyHigh, keyLow);
      record = page << PAGE_SHIFT;
      this.#recent[hint] = page;
    }
    const offset = rank & PAGE_OFFSET_MASK;
    const level = (page << PAGE_WIDTH_SHIFT) | offset;
    pages[record + PAGE_OCCUPIED]! |= 1 << offset;
    if (rank < this.#best[book]!) {
      this.#best[book] = rank;
      this.#books[(book << BOOK_SHIFT) + BOOK_BEST_LEVEL] = level;
    }
    return level;
  }

  /** Marks a level, just emptied, as free; the best level follows. */
  vacate(book: number, level: number): void {
    const page = level >> PAGE_WIDTH_SHIFT;
    const record = page << PAGE_SHIFT;
    const occupied = this.#pages[record + PAGE_OCCUPIED]! & ~(1 << (level & PAGE_OFFSET_MASK));
    this.#pages[record + PAGE_OCCUPIED] = occupied;
    const wasBest = this.#books[(book << BOOK_SHIFT) + BOOK_BEST_LEVEL] === level;
    if (occupied === 0) this.#removePage(book, page);
    if (!wasBest) return;
    const bestPage = occupied === 0 ? this.#bestPageUnder(this.#books[(book << BOOK_SHIFT) + BOOK_ROOT]!) : page;
    this.#setBest(book, bestPage);
  }

  /** The best level of a book, or 0. */
  best(book: number): number {
    return this.#books[(book << BOOK_SHIFT) + BOOK_BEST_LEVEL]!;
  }

  /** The next level of `book` behind `level`, or 0. */
  nextWorse(book: number, level: number): number {
    const page = level >> PAGE_WIDTH_SHIFT;
    const worse = this.#pages[(page << PAGE_SHIFT) + PAGE_OCCUPIED]! & (-2 << (level & PAGE_OFFSET_MASK));
    if (worse !== 0) return (page << PAGE_WIDTH_SHIFT) | lowestBit(worse);
    const next = this.#nextWorsePage(book, page);
    return next === 0 ? 0 : this.#bestLevelOf(next);
  }

  /** The rank of a level. */
  rank(level: number): number {
    const record = (level >> PAGE_WIDTH_SHIFT) << PAGE_SHIFT;
    const key = this.#pages[record + PAGE_KEY_HIGH]! * TWO_32 + (this.#pages[record + PAGE_KEY_LOW]! >>> 0);
    return key * PAGE_WIDTH + (level & PAGE_OFFSET_MASK);
  }

  /** Makes the best level of `bestPage` that of the book; 0: the book is empty. The rank passes through no call (see occupy). */
  #setBest(book: number, bestPage: number): void {
    if (bestPage === 0) {
      this.#books[(book << BOOK_SHIFT) + BOOK_BEST_LEVEL] = 0;
      this.#best[book] = NO_RANK;
      return;
    }
    const record = bestPage << PAGE_SHIFT;
    const offset = lowestBit(this.#pages[record + PAGE_OCCUPIED]!);
    const key = this.#pages[record + PAGE_KEY_HIGH]! * TWO_32 + (this.#pages[record + PAGE_KEY_LOW]! >>> 0);
    this.#books[(book << BOOK_SHIFT) + BOOK_BEST_LEVEL] = (bestPage << PAGE_WIDTH_SHIFT) | offset;
    this.#best[book] = key * PAGE_WIDTH + offset;
  }

  #bestLevelOf(page: number): number {
    return (page << PAGE_WIDTH_SHIFT) | lowestBit(this.#pages[(page << PAGE_SHIFT) + PAGE_OCCUPIED]!);
  }

  /** The page with this key, made if need be. Pages never outnumber resting orders, so the pool cannot be empty. */
  #pageOf(book: number, keyHigh: number, keyLow: number): number {
    const root = this.#books[(book << BOOK_SHIFT) + BOOK_ROOT]!;
    if (root === 0) {
      const first = this.#takePage(book, keyHigh, keyLow);
      this.#books[(book << BOOK_SHIFT) + BOOK_ROOT] = -first;
      return first;
    }
    const nearest = this.#descend(root, keyHigh, keyLow);
    const record = nearest << PAGE_SHIFT;
    const differHigh = this.#pages[record + PAGE_KEY_HIGH]! ^ keyHigh;
    const differLow = this.#pages[record + PAGE_KEY_LOW]! ^ keyLow;
    if ((differHigh | differLow) === 0) return nearest;
    const bit = differHigh !== 0 ? 63 - Math.clz32(differHigh) : 31 - Math.clz32(differLow);
    const page = this.#takePage(book, keyHigh, keyLow);
    this.#graft(book, page, bit, keyHigh, keyLow);
    return page;
  }

  /** The page at the end of the key's path below `child`: the one with that key, if there is one. */
  #descend(child: number, keyHigh: number, keyLow: number): number {
    const nodes = this.#nodes;
    while (child > 0) {
      const node = child << NODE_SHIFT;
      child = nodes[node + bitOf(keyHigh, keyLow, nodes[node + NODE_BIT]!)]!;
    }
    return -child;
  }

  /** Puts a new page into the tree, under a new node that tells it from its neighbours by `bit`. */
  #graft(book: number, page: number, bit: number, keyHigh: number, keyLow: number): void {
    const nodes = this.#nodes;
    const rootSlot = (book << BOOK_SHIFT) + BOOK_ROOT;
    let parentSlot = -1;
    let child = this.#books[rootSlot]!;
    while (child > 0 && nodes[(child << NODE_SHIFT) + NODE_BIT]! > bit) {
      const above = child << NODE_SHIFT;
      parentSlot = above + bitOf(keyHigh, keyLow, nodes[above + NODE_BIT]!);
      child = nodes[parentSlot]!;
    }
    const grafted = this.#takeNode();
    const node = grafted << NODE_SHIFT;
    const side = bitOf(keyHigh, keyLow, bit);
    nodes[node + NODE_BIT] = bit;
    nodes[node + NODE_CHILD_0 + side] = -page;
    nodes[node + NODE_CHILD_0 + (side ^ 1)] = child;
    if (parentSlot < 0) this.#books[rootSlot] = grafted;
    else nodes[parentSlot] = grafted;
  }

  /** Takes an empty page, and the node above it, out of the tree. */
  #removePage(book: number, page: number): void {
    const nodes = this.#nodes;
    const record = page << PAGE_SHIFT;
    const keyHigh = this.#pages[record + PAGE_KEY_HIGH]!;
    const keyLow = this.#pages[record + PAGE_KEY_LOW]!;
    const rootSlot = (book << BOOK_SHIFT) + BOOK_ROOT;
    let grandparentSlot = -1;
    let parentSlot = -1;
    let child = this.#books[rootSlot]!;
    while (child > 0) {
      const node = child << NODE_SHIFT;
      grandparentSlot = parentSlot;
      parentSlot = node + bitOf(keyHigh, keyLow, nodes[node + NODE_BIT]!);
      child = nodes[parentSlot]!;
    }
    if (parentSlot < 0) {
      this.#books[rootSlot] = 0;
    } else {
      const sibling = nodes[parentSlot ^ 1]!;
      if (grandparentSlot < 0) this.#books[rootSlot] = sibling;
      else nodes[grandparentSlot] = sibling;
      this.#freeNode(parentSlot >> NODE_SHIFT);
    }
    this.#freePage(page);
  }

  /** The best page of a subtree (its lowest key), or 0 where there is no tree. */
  #bestPageUnder(child: number): number {
    const nodes = this.#nodes;
    while (child > 0) child = nodes[(child << NODE_SHIFT) + NODE_CHILD_0]!;
    return 0 - child; // not -child: of an empty book that is −0, which V8 has to box
  }

  /** Where the path to `page` last left a worse branch aside, the next worse page is the best one there. */
  #nextWorsePage(book: number, page: number): number {
    const nodes = this.#nodes;
    const record = page << PAGE_SHIFT;
    const keyHigh = this.#pages[record + PAGE_KEY_HIGH]!;
    const keyLow = this.#pages[record + PAGE_KEY_LOW]!;
    let worseBranch = 0;
    let child = this.#books[(book << BOOK_SHIFT) + BOOK_ROOT]!;
    while (child > 0) {
      const node = child << NODE_SHIFT;
      const side = bitOf(keyHigh, keyLow, nodes[node + NODE_BIT]!);
      if (side === 0) worseBranch = nodes[node + NODE_CHILD_0 + 1]!;
      child = nodes[node + NODE_CHILD_0 + side]!;
    }
    return this.#bestPageUnder(worseBranch);
  }

  #takePage(book: number, keyHigh: number, keyLow: number): number {
    const header = this.#header;
    let page = header[FREE_PAGE]!;
    if (page !== 0) header[FREE_PAGE] = this.#pages[(page << PAGE_SHIFT) + PAGE_NEXT_FREE]!;
    else page = ++header[PAGES_USED]!;
    const record = page << PAGE_SHIFT;
    this.#pages[record + PAGE_BOOK] = book;
    this.#pages[record + PAGE_KEY_HIGH] = keyHigh;
    this.#pages[record + PAGE_KEY_LOW] = keyLow;
    return page;
  }

  #freePage(page: number): void {
    this.#pages[(page << PAGE_SHIFT) + PAGE_NEXT_FREE] = this.#header[FREE_PAGE]!;
    this.#header[FREE_PAGE] = page;
  }

  #takeNode(): number {
    const header = this.#header;
    const node = header[FREE_NODE]!;
    if (node === 0) return ++header[NODES_USED]!;
    header[FREE_NODE] = this.#nodes[(node << NODE_SHIFT) + NODE_NEXT_FREE]!;
    return node;
  }

  #freeNode(node: number): void {
    this.#nodes[(node << NODE_SHIFT) + NODE_NEXT_FREE] = this.#header[FREE_NODE]!;
    this.#header[FREE_NODE] = node;
  }
}

/** Bit 0 to 47 of a page key. */
function bitOf(keyHigh: number, keyLow: number, bit: number): number {
  return bit < 32 ? (keyLow >>> bit) & 1 : (keyHigh >>> (bit - 32)) & 1;
}

/** Number of the lowest set bit of a non-zero word. */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
