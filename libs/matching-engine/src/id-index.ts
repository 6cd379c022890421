import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';

// Own copies of the layout: V8 folds a module's own constants into the code, but re-reads an imported binding, a live
// cell, at every use.
const { BUCKETS_PER_ORDER, ORDER_WORDS, REHEARSAL_ORDERS } = layout;
const { BUCKET_MASK, HASH_SEED, ORDER_WORDS_USED } = layout.HEADER;

/** Ids that differ only in these low bits never share a bucket, so a client that counts upward finds all of them free. */
const NEIGHBOUR_BITS = 12;

export type IdIndex = ReturnType<typeof createIdIndex>;

/**
 * Which resting order has an id: chains of orders, linked through the orders themselves, that begin at the buckets.
 * To enter or to leave writes two words, and nothing stays behind.
 *
 * An order keeps its key: 32 bits made of symbol and id so that, for one id, no two symbols have the same key. So equal
 * keys and equal ids mean equal symbols. Nobody who does not know the seed can choose ids that meet in one chain.
 *
 * There are at least BUCKETS_PER_ORDER buckets for each order that ever rested at once. When they become too few their
 * number doubles, and each chain parts in two, in place.
 */
export function createIdIndex({ fields, buckets }: EngineMemory) {
  const [words, , , , low, high, key, chain] = fields as Int32Array[];
  const { offset, factor, secondFactor } = secretsOf(words[HASH_SEED]);

  /** The key of an id, in two int32 halves, on a symbol. */
  function keyOf(symbol: number, idHigh: number, idLow: number): number {
    let mixed = Math.imul(((idLow >>> NEIGHBOUR_BITS) + Math.imul(symbol, secondFactor) + offset) | 0, factor);
    mixed = Math.imul(((mixed ^ (mixed >>> 15)) + idHigh) | 0, secondFactor);
    return mixed ^ (mixed >>> 16) ^ idLow;
  }

  /** The order of `symbol` with this id, or 0. */
  function find(symbol: number, idHigh: number, idLow: number): number {
    const chained = chain; // see commands.ts, on views in loops
    const sought = keyOf(symbol, idHigh, idLow);
    let order = words[buckets + (sought & words[BUCKET_MASK])];
    while (order !== 0) {
      if (key[order] === sought && low[order] === idLow && high[order] === idHigh) return order;
      order = chained[order];
    }
    return 0;
  }

  /** Adds an order, whose record already holds its id. The id must not be in the index. */
  function insert(order: number, orderKey: number): void {
    const bucket = buckets + (orderKey & words[BUCKET_MASK]);
    key[order] = orderKey;
    chain[order] = words[bucket];
    words[bucket] = order;
  }

  /** Takes an order out; it must be in. */
  function remove(order: number): void {
    const bucket = buckets + (key[order] & words[BUCKET_MASK]);
    if (words[bucket] === order) words[bucket] = chain[order];
    else removeBehind(words[bucket], order);
  }

  /** Takes an order out of the chain that begins at another one. */
  function removeBehind(first: number, order: number): void {
    let before = first;
    while (chain[before] !== order) before = chain[before];
    chain[before] = chain[order];
  }

  /** To be called when more orders rest at once than ever before. */
  function makeRoom(): void {
    const most = words[ORDER_WORDS_USED] / ORDER_WORDS - REHEARSAL_ORDERS;
    while (most * BUCKETS_PER_ORDER > words[BUCKET_MASK] + 1) doubleBuckets();
  }

  function doubleBuckets(): void {
    const count = words[BUCKET_MASK] + 1;
    for (let bucket = buckets; bucket < buckets + count; bucket++) {
      let stays = 0;
      let moves = 0;
      for (let order = words[bucket], next = 0; order !== 0; order = next) {
        next = chain[order];
        if ((key[order] & count) === 0) {
          chain[order] = stays;
          stays = order;
        } else {
          chain[order] = moves;
          moves = order;
        }
      }
      words[bucket] = stays;
      words[bucket + count] = moves;
    }
    words[BUCKET_MASK] = count * 2 - 1;
  }

  return { keyOf, find, insert, remove, removeBehind, makeRoom };
}

/** What the seed makes of the hash: a start and two odd factors (odd, so that nothing is lost in multiplying). */
function secretsOf(seed: number) {
  const scramble = (value: number) => {
    const mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b); // the finaliser of MurmurHash3, public domain
    return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  };
  const offset = scramble(seed + 1);
  const factor = scramble(offset ^ 0x9e3779b1) | 1;
  return { offset, factor, secondFactor: scramble(factor ^ 0x27d4eb2f) | 1 };
}
