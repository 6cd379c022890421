import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';

// Own copies of the layout: see id-index.ts.
const { NODE_WORDS, PAGE_LEVELS, PAGE_WORDS } = layout;
const { FREE_NODE, FREE_PAGE, NODE_WORDS_USED, PAGE_WORDS_USED } = layout.HEADER;

const RECORD_WORDS = 8;
const OFFSET_MASK = PAGE_LEVELS - 1;
const DIGIT_BITS = 4;
const DIGIT_MASK = 15;

/** Number of the lowest set bit of a non-zero word. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

export type PageTree = ReturnType<typeof createPageTree>;

/**
 * Where a book's pages are. A page holds 16 neighbouring ranks; above the pages stands a tree that tells them apart by
 * four bits of the rank a node, and only by bits in which pages differ. So it is never deeper than there are digits, at
 * most 15, whatever the prices are; needs no balancing; and has fewer nodes than pages, so that the pools of both can
 * never run out before that of the orders. (A radix tree with path compression; D. R. Morrison, "PATRICIA", 1968.)
 *
 *   book:  root, …, the page that it keeps    a positive child is a node, a negative one a page
 *   page:  occupied levels, lowest rank (high, low), node above, book      + 16 × { head, tail }
 *   node:  occupied children, a rank below it (high, low), node above, shift   + 16 × child
 *
 * A page that empties is kept where it is, and only its bit leaves the node above: near the touch, pages come and go and
 * come again. It goes when another page of its book empties, or a new one is needed. A book's only page stays, to be used
 * for other prices too.
 * Queues of a page without orders are rings of themselves, and stay so in the pool: only a page never used before is
 * prepared.
 */
export function createPageTree({ fields, pages, nodes }: EngineMemory) {
  const [words, rankHigh, rankLow, above, shiftOrBook, nextFree, , , child] = fields as Int32Array[];
  const occupied = words;
  const root = words;
  const [head, tail] = [words, rankHigh];
  const [shift, bookOf] = [shiftOrBook, shiftOrBook];
  const kept = nextFree; // of a book

  /** Which child of a node is on the way to a rank. */
  function digit(node: number, high: number, low: number): number {
    const bits = shift[node];
    return ((bits < 32 ? low : high) >>> bits) & DIGIT_MASK; // a shift counts modulo 32
  }

  /** The page that holds a rank (in two int32 halves), made if need be. */
  function pageOf(book: number, high: number, low: number): number {
    const children = child; // see commands.ts, on views in loops
    const shifts = shift;
    let at = root[book];
    while (at > 0) {
      const bits = shifts[at];
      at = children[at + (((bits < 32 ? low : high) >>> bits) & DIGIT_MASK)];
    }
    const page = (0 - at) | 0; // not -at, of which V8 thinks that it may be −0
    if (page !== 0 && rankLow[page] === (low & ~OFFSET_MASK) && rankHigh[page] === high) return page;
    return makePage(book, high, low);
  }

  function makePage(book: number, high: number, low: number): number {
    if (kept[book] !== 0) dropPage(book, kept[book]);
    let node = 0;
    let slot = -1;
    const first = root[book];
    if (first < 0 && occupied[0 - first] === 0) return rename(0 - first, high, low);
    let at = first;
    while (at !== 0) {
      const record = at < 0 ? 0 - at : at;
      const differsFrom = highestDigit(rankHigh[record] ^ high, (rankLow[record] ^ low) & ~OFFSET_MASK);
      const splits = at < 0 ? 0 : shift[record];
      if (differsFrom > splits) return graft(book, at, node, slot, takePage(book, high, low), differsFrom);
      node = record;
      slot = record + digit(record, high, low);
      at = child[slot];
    }
    const page = takePage(book, high, low);
    above[page] = node;
    setBelow(book, slot, 0 - page);
    if (node !== 0) occupied[node] |= 1 << digit(node, high, low);
    return page;
  }

  /** Puts a new node where `at` hangs, below it what hung there and a new page. */
  function graft(book: number, at: number, parent: number, slot: number, page: number, bits: number): number {
    const node = takeNode();
    const record = at < 0 ? 0 - at : at;
    shift[node] = bits;
    rankHigh[node] = rankHigh[page];
    rankLow[node] = rankLow[page];
    above[node] = parent;
    const oldDigit = digit(node, rankHigh[record], rankLow[record]);
    const newDigit = digit(node, rankHigh[page], rankLow[page]);
    occupied[node] = (1 << oldDigit) | (1 << newDigit);
    child[node + oldDigit] = at;
    child[node + newDigit] = 0 - page;
    above[record] = node;
    above[page] = node;
    setBelow(book, slot, node);
    return page;
  }

  /** To be called when a page has emptied. Returns the best page left below the node above it: the book's, if it was the best. */
  function keepPage(book: number, page: number): number {
    if (kept[book] !== 0) dropPage(book, kept[book]);
    const node = above[page];
    if (node === 0) return 0; // the only page of its book
    kept[book] = page;
    occupied[node] &= ~(1 << digit(node, rankHigh[page], rankLow[page]));
    return bestPageBelow(node); // a node has two children or more, of which one can be empty
  }

  /** To be called when an empty page is used: one that was kept, new, or a book's only one. */
  function usePage(book: number, page: number): void {
    if (kept[book] !== page) return;
    kept[book] = 0;
    const node = above[page];
    occupied[node] |= 1 << digit(node, rankHigh[page], rankLow[page]);
  }

  /** Takes a kept page out, with the node above it if that has but one child left. */
  function dropPage(book: number, page: number): void {
    kept[book] = 0;
    nextFree[page] = words[FREE_PAGE];
    words[FREE_PAGE] = page;
    const node = above[page];
    child[node + digit(node, rankHigh[page], rankLow[page])] = 0;
    const left = occupied[node];
    if ((left & (left - 1)) === 0) collapse(book, node);
  }

  /** Puts the only child of a node in the node's place. */
  function collapse(book: number, node: number): void {
    const slot = node + lowestBit(occupied[node]);
    const only = child[slot];
    child[slot] = 0; // a node in the pool has no children
    const parent = above[node];
    above[only < 0 ? 0 - only : only] = parent;
    setBelow(book, parent === 0 ? -1 : parent + digit(parent, rankHigh[node], rankLow[node]), only);
    nextFree[node] = words[FREE_NODE];
    words[FREE_NODE] = node;
  }

  /** The best page below a child: the one with the lowest rank. */
  function bestPageBelow(at: number): number {
    while (at > 0) at = child[at + lowestBit(occupied[at])];
    return (0 - at) | 0;
  }

  /** The next page behind one of its book, or 0. */
  function nextWorsePage(page: number): number {
    for (let node = above[page]; node !== 0; node = above[node]) {
      const worse = occupied[node] & (-2 << digit(node, rankHigh[page], rankLow[page]));
      if (worse !== 0) return bestPageBelow(child[node + lowestBit(worse)]);
    }
    return 0;
  }

  function setBelow(book: number, slot: number, value: number): void {
    if (slot < 0) root[book] = value;
    else child[slot] = value;
  }

  function takePage(book: number, high: number, low: number): number {
    let page = words[FREE_PAGE];
    if (page !== 0) {
      words[FREE_PAGE] = nextFree[page];
    } else {
      page = pages + words[PAGE_WORDS_USED];
      words[PAGE_WORDS_USED] += PAGE_WORDS;
      for (let level = page + RECORD_WORDS; level < page + PAGE_WORDS; level += 2) {
        head[level] = level;
        tail[level] = level;
      }
    }
    above[page] = 0;
    bookOf[page] = book;
    return rename(page, high, low);
  }

  function rename(page: number, high: number, low: number): number {
    rankHigh[page] = high;
    rankLow[page] = low & ~OFFSET_MASK;
    return page;
  }

  function takeNode(): number {
    const node = words[FREE_NODE];
    if (node !== 0) {
      words[FREE_NODE] = nextFree[node];
      return node;
    }
    const fresh = nodes + words[NODE_WORDS_USED];
    words[NODE_WORDS_USED] += NODE_WORDS;
    return fresh;
  }

  return { pageOf, keepPage, usePage, nextWorsePage };
}

/** The shift of the highest digit in which two ranks differ, given what they differ in; −1 if in none. */
function highestDigit(high: number, low: number): number {
  if (high !== 0) return 63 - Math.clz32(high) - ((31 - Math.clz32(high)) % DIGIT_BITS);
  return low === 0 ? -1 : 31 - Math.clz32(low) - ((31 - Math.clz32(low)) % DIGIT_BITS);
}
