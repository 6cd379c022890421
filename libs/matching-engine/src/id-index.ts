import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';

// Own copies of the layout: V8 folds a module's own constants into the code, but re-reads an imported binding, a live
// cell, at every use. On the deep-book workload that is a fifth of the time.
const {
  BUCKET_HASH,
  BUCKET_ORDER,
  BUCKET_SHIFT,
  BUCKETS_IN_USE,
  HASH_SEED,
  INDEXED_IDS,
  LEAST_BUCKETS,
  ORDER_BOOK,
  ORDER_ID_HIGH,
  ORDER_ID_LOW,
  ORDER_SHIFT,
} = layout;

/** Ids that differ only in these low bits are neighbours: a client that counts upward walks cache lines in order. */
const NEIGHBOUR_BITS = 4;
const NEIGHBOUR_MASK = (1 << NEIGHBOUR_BITS) - 1;

/**
 * Which resting order has an id: open addressing with linear probing over {hash, order} pairs. The stored hash
 * answers most probes without touching the order, and tells a deletion where each neighbour belongs, so that
 * it can close the gap (no tombstones, no slow ageing).
 *
 * A new id falls on a random place, which is cold in a table made for a million orders. So the table in use is a small
 * one, twice as large as needed at most; when it is half full the next takes over, in room that was set aside:
 *
 *   [ 16 ][ 32      ][ 64                ][ 128                                  ] …      table of n starts at n − 16
 */
export class IdIndex {
  readonly #header: Int32Array;
  readonly #orders: Int32Array;
  readonly #buckets: Int32Array;
  readonly #seed: number;

  constructor(memory: EngineMemory) {
    this.#header = memory.header;
    this.#orders = memory.orders;
    this.#buckets = memory.buckets;
    this.#seed = memory.header[HASH_SEED]!;
  }

  /** The order of `symbol` with this id, or 0. */
  find(symbol: number, idHigh: number, idLow: number): number {
    const buckets = this.#buckets;
    const orders = this.#orders;
    const size = this.#header[BUCKETS_IN_USE]!;
    const table = size - LEAST_BUCKETS;
    const mask = size - 1;
    const hash = hashOf(this.#seed, symbol, idHigh, idLow);
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const bucket = (table + at) << BUCKET_SHIFT;
      const order = buckets[bucket + BUCKET_ORDER]!;
      if (order === 0) return 0;
      if (buckets[bucket + BUCKET_HASH] !== hash) continue;
      const record = order << ORDER_SHIFT;
      if (
        orders[record + ORDER_ID_LOW] === idLow &&
        orders[record + ORDER_ID_HIGH] === idHigh &&
        orders[record + ORDER_BOOK]! >> 1 === symbol
      ) {
        return order;
      }
    }
  }

  /** Adds `order`, whose record already holds its id and book. The id must not be in the index. */
  insert(order: number): void {
    const header = this.#header;
    const count = ++header[INDEXED_IDS]!;
    if (count * 2 > header[BUCKETS_IN_USE]!) this.#grow();
    this.#put(header[BUCKETS_IN_USE]!, this.#hashOfOrder(order), order);
  }

  /** Takes `order` out; it must be in. Later entries of the run move up into the gap (Knuth 6.4, algorithm R). */
  remove(order: number): void {
    const buckets = this.#buckets;
    const size = this.#header[BUCKETS_IN_USE]!;
    const table = size - LEAST_BUCKETS;
    const mask = size - 1;
    this.#header[INDEXED_IDS]!--;
    let gap = this.#hashOfOrder(order) & mask;
    while (buckets[((table + gap) << BUCKET_SHIFT) + BUCKET_ORDER] !== order) gap = (gap + 1) & mask;
    for (let at = (gap + 1) & mask; ; at = (at + 1) & mask) {
      const bucket = (table + at) << BUCKET_SHIFT;
      const moved = buckets[bucket + BUCKET_ORDER]!;
      if (moved === 0) break;
      const hash = buckets[bucket + BUCKET_HASH]!;
      const distanceFromHome = (at - (hash & mask)) & mask;
      const distanceFromGap = (at - gap) & mask;
      if (distanceFromHome < distanceFromGap) continue; // it would leave its run: not before its home
      const target = (table + gap) << BUCKET_SHIFT;
      buckets[target + BUCKET_HASH] = hash;
      buckets[target + BUCKET_ORDER] = moved;
      gap = at;
    }
    buckets[((table + gap) << BUCKET_SHIFT) + BUCKET_ORDER] = 0;
  }

  #put(size: number, hash: number, order: number): void {
    const buckets = this.#buckets;
    const table = size - LEAST_BUCKETS;
    const mask = size - 1;
    let at = hash & mask;
    while (buckets[((table + at) << BUCKET_SHIFT) + BUCKET_ORDER] !== 0) at = (at + 1) & mask;
    const bucket = (table + at) << BUCKET_SHIFT;
    buckets[bucket + BUCKET_HASH] = hash;
    buckets[bucket + BUCKET_ORDER] = order;
  }

  /** Moves everything to the table of twice the size. Happens once a size, for the life of the engine. */
  #grow(): void {
    const buckets = this.#buckets;
    const size = this.#header[BUCKETS_IN_USE]!;
    const table = size - LEAST_BUCKETS;
    const from = table << BUCKET_SHIFT;
    const to = (table + size) << BUCKET_SHIFT;
    for (let bucket = from; bucket < to; bucket += 1 << BUCKET_SHIFT) {
      const order = buckets[bucket + BUCKET_ORDER]!;
      if (order !== 0) this.#put(size * 2, buckets[bucket + BUCKET_HASH]!, order);
    }
    buckets.fill(0, from, to);
    this.#header[BUCKETS_IN_USE] = size * 2;
  }

  #hashOfOrder(order: number): number {
    const orders = this.#orders;
    const record = order << ORDER_SHIFT;
    const symbol = orders[record + ORDER_BOOK]! >> 1;
    return hashOf(this.#seed, symbol, orders[record + ORDER_ID_HIGH]!, orders[record + ORDER_ID_LOW]!);
  }
}

/** Multiply-and-shift mixing (the finaliser of MurmurHash3, public domain) over all but the neighbour bits. */
function hashOf(seed: number, symbol: number, idHigh: number, idLow: number): number {
  let mixed = Math.imul((idLow >>> NEIGHBOUR_BITS) ^ seed, 0x9e3779b1);
  mixed ^= Math.imul(idHigh ^ Math.imul(symbol, 0x27d4eb2f), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  return (mixed << NEIGHBOUR_BITS) | (idLow & NEIGHBOUR_MASK);
}
