import type { Engine } from '../src/engine.ts';
import * as layout from '../src/memory.ts';
import { Side } from '../src/order-types.ts';
import { rankOf } from '../src/price-index.ts';

/** What an engine's memory holds of one kind of record: each one ever taken is in use or free. */
interface Pool {
  readonly used: number;
  readonly free: number;
  readonly inUse: number;
}

/** The pools of an engine, counted by walking its books and its free lists. */
export function poolsOf(engine: Engine): { orders: Pool; pages: Pool; nodes: Pool; indexedIds: number } {
  const { header, orders, pages, nodes, buckets } = engine.memory;
  let resting = 0;
  let pagesInUse = 0;
  let nodesInUse = 0;
  for (let symbol = 0; symbol < engine.symbolCount; symbol++) {
    for (const side of [Side.Buy, Side.Sell]) {
      const keys = new Set<number>();
      for (const { price, orders: queue } of engine.levels(symbol, side)) {
        resting += queue.length;
        keys.add(Math.floor(rankOf(side, price) / 2 ** layout.PAGE_WIDTH_SHIFT));
      }
      pagesInUse += keys.size;
      nodesInUse += Math.max(0, keys.size - 1);
    }
  }
  const free = (head: number, next: (record: number) => number) => lengthOfList(header[head]!, next);
  return {
    orders: {
      used: header[layout.ORDERS_USED]!,
      free: free(layout.FREE_ORDER, (order) => orders[(order << layout.ORDER_SHIFT) + layout.ORDER_NEXT]!),
      inUse: resting,
    },
    pages: {
      used: header[layout.PAGES_USED]!,
      free: free(layout.FREE_PAGE, (page) => pages[(page << layout.PAGE_SHIFT) + layout.PAGE_NEXT_FREE]!),
      inUse: pagesInUse,
    },
    nodes: {
      used: header[layout.NODES_USED]!,
      free: free(layout.FREE_NODE, (node) => nodes[(node << layout.NODE_SHIFT) + layout.NODE_NEXT_FREE]!),
      inUse: nodesInUse,
    },
    indexedIds: buckets.filter((value, at) => at % 2 === layout.BUCKET_ORDER && value !== 0).length,
  };
}

function lengthOfList(first: number, next: (record: number) => number): number {
  const seen = new Set<number>();
  for (let record = first; record !== 0; record = next(record)) {
    if (seen.has(record)) throw new Error(`the free list comes back to record ${record}`);
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
  return wrong;
}
