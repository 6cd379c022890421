import type { Engine } from '../src/engine.ts';
import * as layout from '../src/memory.ts';
import { Side } from '../src/order-types.ts';
import { rankMask } from '../src/price-levels.ts';

const { HEADER, BOOK_SHIFT, NODE_WORDS, ORDER_WORDS, PAGE_LEVELS, PAGE_WORDS, REHEARSAL_ORDERS } = layout;
const NEXT_ORDER = 0;
const NEXT_FREE = 5;
/** Of a book, the empty page that it keeps: see page-tree.ts. */
const KEPT = 5;

/** What an engine's memory holds of one kind of record: each one ever taken is in use or free. */
interface Pool {
  readonly used: number;
  readonly free: number;
  readonly inUse: number;
}

/** The pools of an engine, counted by walking its books and its free lists. */
export function poolsOf(engine: Engine): { orders: Pool; pages: Pool; nodes: Pool; indexedIds: number } {
  const { fields, books } = engine.memory;
  const header = fields[0];
  let resting = 0;
  let pagesInUse = 0;
  let nodesInUse = 0;
  for (let symbol = 0; symbol < engine.symbolCount; symbol++) {
    for (const side of [Side.Buy, Side.Sell]) {
      const book = books + (((symbol << 1) | side) << BOOK_SHIFT);
      const keys = new Set<bigint>();
      for (const { price, orders: queue } of engine.levels(symbol, side)) {
        resting += queue.length;
        const rank = BigInt(price) ^ BigInt(rankMask(book));
        keys.add(rank >> BigInt(Math.log2(PAGE_LEVELS)));
      }
      const kept = fields[KEPT][book];
      const keepsOnlyPage = keys.size === 0 && header[book] !== 0;
      pagesInUse += keys.size + (kept !== 0 || keepsOnlyPage ? 1 : 0);
      nodesInUse += nodesBelow(engine, header[book], kept);
    }
  }
  const pool = (usedWords: number, wordsEach: number, head: number, next: number, inUse: number): Pool => ({
    used: header[usedWords] / wordsEach,
    free: lengthOfList(header[head], fields[next]),
    inUse,
  });
  const orders = pool(HEADER.ORDER_WORDS_USED, ORDER_WORDS, HEADER.FREE_ORDER, NEXT_ORDER, resting);
  return {
    orders: { ...orders, used: orders.used - REHEARSAL_ORDERS },
    pages: pool(HEADER.PAGE_WORDS_USED, PAGE_WORDS, HEADER.FREE_PAGE, NEXT_FREE, pagesInUse),
    nodes: pool(HEADER.NODE_WORDS_USED, NODE_WORDS, HEADER.FREE_NODE, NEXT_FREE, nodesInUse),
    indexedIds: chainsOf(engine).reduce((sum, length) => sum + length, 0),
  };
}

/** Nodes of a tree; each must have two children or more, and know them by their bits, but for the page that is kept empty. */
function nodesBelow(engine: Engine, at: number, kept: number): number {
  if (at <= 0) return 0;
  const [occupied, , , above, , , , , child] = engine.memory.fields;
  let nodes = 1;
  let children = 0;
  for (let digit = 0; digit < 16; digit++) {
    const below = child[at + digit];
    const isUsed = below !== 0 && below !== -kept;
    if (isUsed !== ((occupied[at] >> digit) % 2 !== 0)) throw new Error(`node ${at}: bit ${digit} is wrong`);
    if (below === 0) continue;
    if (above[Math.abs(below)] !== at) throw new Error(`node ${at}: child ${below} belongs elsewhere`);
    children++;
    nodes += nodesBelow(engine, below, kept);
  }
  if (children < 2) throw new Error(`node ${at} has ${children} children`);
  return nodes;
}

/** How many orders each bucket's chain holds. */
export function chainsOf({ memory }: Pick<Engine, 'memory'>): number[] {
  const [words, , , , , , , chain] = memory.fields;
  const count = words[HEADER.BUCKET_MASK] + 1;
  return Array.from({ length: count }, (_, bucket) => lengthOfList(words[memory.buckets + bucket], chain));
}

function lengthOfList(first: number, next: Int32Array): number {
  const seen = new Set<number>();
  for (let record = first; record !== 0; record = next[record]) {
    if (seen.has(record)) throw new Error(`the list comes back to record ${record}`);
    seen.add(record);
  }
  return seen.size;
}

/** What is wrong with an engine's memory, in sentences; none if all is well. */
export function imbalances(engine: Engine): string[] {
  const { indexedIds, ...pools } = poolsOf(engine);
  const wrong: string[] = [];
  for (const [name, { used, free, inUse }] of Object.entries(pools)) {
    if (used !== free + inUse) wrong.push(`${name}: ${used} taken, but ${inUse} in use and ${free} free`);
  }
  if (indexedIds !== pools.orders.inUse) wrong.push(`${indexedIds} ids for ${pools.orders.inUse} orders`);
  if (engine.restingOrders !== pools.orders.inUse) {
    wrong.push(`restingOrders is ${engine.restingOrders}, not ${pools.orders.inUse}`);
  }
  for (let symbol = 0; symbol < engine.symbolCount; symbol++) {
    for (const side of [Side.Buy, Side.Sell]) {
      const walked = [...engine.levels(symbol, side)].reduce((sum, { orders }) => sum + orders.length, 0);
      const counted = engine.ordersOn(symbol, side);
      if (walked !== counted) wrong.push(`symbol ${symbol}, side ${side}: ${counted} counted, ${walked} found`);
    }
  }
  return wrong;
}
