/**
 * The engine's memory: one ArrayBuffer or SharedArrayBuffer of 32-bit words, laid out once and never grown.
 *
 *   header    counters, free-list heads, ends of what was ever used
 *   books     one record a (symbol, side)               buckets   heads of the chains of the id index
 *   orders    one record (32 bytes) a resting order     trades    what the last command traded
 *   pages     16 neighbouring prices of one book        nodes     inner nodes of the trees above the pages
 *   rehearsal the header of rehearsals (see rehearsal.ts), which also have the first orders, the last books, pages and nodes
 *
 * A record is named by its address, the number of its first word, a multiple of 8. Word k of any record is read through
 * field k: a view of the whole memory that begins k words later, so `quantity[order]` needs no addition, and one bounds
 * check serves all fields of a record. (All fields have the same length, which lets V8 see that.)
 *
 * Address 0 means "none", and fresh zero pages are a valid empty engine: the operating system commits only what is
 * used, so a large capacity costs address space, not memory.
 */

export interface EngineCapacity {
  /** Orders that can rest at once, over all symbols: 1 to 2^24. */
  readonly maxOrders: number;
  /** Symbols that can be registered: 1 to 2^20. */
  readonly maxSymbols: number;
}

export const MAX_ORDERS_LIMIT = 2 ** 24;
export const MAX_SYMBOLS_LIMIT = 2 ** 20;

/** Words of the header, each at the address that is its number. */
export const HEADER = {
  MAGIC: 1,
  MAX_ORDERS: 2,
  MAX_SYMBOLS: 3,
  HASH_SEED: 4,
  SYMBOL_COUNT: 5,
  RESTING_ORDERS: 6,
  /** Trades of the last command. */
  TRADE_COUNT: 7,
  /** Two words each, the lower half first. */
  LAST_SEQUENCE: 8,
  TRADE_TOTAL: 10,
  FREE_ORDER: 12,
  FREE_PAGE: 13,
  FREE_NODE: 14,
  /** Words of each pool that were ever used. */
  ORDER_WORDS_USED: 15,
  PAGE_WORDS_USED: 16,
  NODE_WORDS_USED: 17,
  /** Buckets of the id index in use, minus one. */
  BUCKET_MASK: 18,
  /** Where the orders' pool ends, counted like ORDER_WORDS_USED. */
  ORDER_WORDS_END: 19,
} as const;
export const HEADER_WORDS = 32;
const MAGIC_VALUE = 0x51534c32; // "QSL2"

/** Words of each record. */
export const ORDER_WORDS = 8;
export const BOOK_SHIFT = 3;
export const TRADE_SHIFT = 3;
/** A page's 16 levels follow its own 8 words: head and tail of a queue each. */
export const PAGE_LEVELS = 16;
export const PAGE_WORDS = 8 + PAGE_LEVELS * 2;
/** A node's 16 children follow its own 8 words. */
export const NODE_WORDS = 8 + 16;

/** The id index starts with as many buckets. */
export const LEAST_BUCKETS = 4096;
/** The field of a book that counts its orders. */
export const ORDERS_ON = 4;

/** It grows when fewer buckets than that are left for each order. */
export const BUCKETS_PER_ORDER = 4;

/** Orders that can rest in a rehearsal, on a symbol of its own behind all others. */
export const REHEARSAL_ORDERS = 64;

/** The high half of the best rank of a book without orders: worse than any limit. */
export const NO_RANK_HIGH = 0x7fffffff;

const FIELDS = 9;

export interface EngineMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  /** Field k shows word k of the record at an address; field 8 the first word behind a record's own eight. */
  readonly fields: readonly Int32Array[];
  /** Addresses of the regions. */
  readonly books: number;
  readonly buckets: number;
  readonly orders: number;
  readonly pages: number;
  readonly nodes: number;
  readonly trades: number;
  readonly rehearsal: number;
}

/** Buckets of the id index at its largest. */
function mostBuckets(maxOrders: number): number {
  return Math.max(LEAST_BUCKETS, 2 ** Math.ceil(Math.log2(maxOrders * BUCKETS_PER_ORDER)));
}

/** Where the regions lie for a capacity, and the words that it takes in all: fewer than 2^31, so that an address is an int32. */
export function layOut({ maxOrders, maxSymbols }: EngineCapacity) {
  let words = HEADER_WORDS;
  const take = (length: number) => {
    const at = words;
    words = Math.ceil((words + length) / 16) * 16; // a region starts on its own cache line
    return at;
  };
  const regions = {
    books: take(((maxSymbols + 1) * 2) << BOOK_SHIFT),
    buckets: take(mostBuckets(maxOrders)),
    orders: take((maxOrders + REHEARSAL_ORDERS) * ORDER_WORDS),
    // A book keeps its last page when it empties.
    pages: take((maxOrders + REHEARSAL_ORDERS + (maxSymbols + 1) * 2) * PAGE_WORDS),
    nodes: take((maxOrders + REHEARSAL_ORDERS) * NODE_WORDS),
    trades: take(maxOrders << TRADE_SHIFT),
    rehearsal: take(HEADER_WORDS),
  };
  return { regions, words };
}

/**
 * V8 compiles accesses to typed arrays in one of two ways: as long as no ArrayBuffer of the isolate was ever detached,
 * or after. In the first it keeps each view that an access goes through, in the second only their common buffer: with nine
 * views that is a fifth of the engine's time, in registers. And the first detached buffer, whosever it is, would throw away
 * all code of the first kind. So one is detached here.
 */
function detachOneBuffer(): void {
  new ArrayBuffer(8).transfer();
}

function viewsOf(buffer: ArrayBuffer | SharedArrayBuffer, words: number): Int32Array[] {
  detachOneBuffer();
  return Array.from({ length: FIELDS }, (_, k) => new Int32Array(buffer, k * 4, words));
}

/**
 * Fresh memory for an empty engine.
 * @param shared whether other threads will attach to it (a SharedArrayBuffer)
 * @param hashSeed scatters the id index, so that nobody outside can choose colliding ids; answers do not depend on it
 * @throws RangeError when the capacity is out of range or the address space is not to be had
 */
export function createMemory(capacity: EngineCapacity, shared: boolean, hashSeed: number): EngineMemory {
  assertCapacity('maxOrders', capacity.maxOrders, MAX_ORDERS_LIMIT);
  assertCapacity('maxSymbols', capacity.maxSymbols, MAX_SYMBOLS_LIMIT);
  const { regions, words } = layOut(capacity);
  const bytes = (words + FIELDS - 1) * 4;
  const buffer = shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  const fields = viewsOf(buffer, words);
  const header = fields[0]!;
  header[HEADER.MAGIC] = MAGIC_VALUE;
  header[HEADER.MAX_ORDERS] = capacity.maxOrders;
  header[HEADER.MAX_SYMBOLS] = capacity.maxSymbols;
  header[HEADER.HASH_SEED] = hashSeed;
  header[HEADER.BUCKET_MASK] = LEAST_BUCKETS - 1;
  header[HEADER.ORDER_WORDS_USED] = REHEARSAL_ORDERS * ORDER_WORDS;
  header[HEADER.ORDER_WORDS_END] = (REHEARSAL_ORDERS + capacity.maxOrders) * ORDER_WORDS;
  return { buffer, fields, ...regions };
}

/**
 * The views of another thread over memory that `createMemory` made.
 * @throws TypeError when the buffer is not an engine's
 */
export function attachMemory(buffer: ArrayBuffer | SharedArrayBuffer): EngineMemory {
  const header = new Int32Array(buffer, 0, HEADER_WORDS);
  if (header[HEADER.MAGIC] !== MAGIC_VALUE) throw new TypeError('not the memory of a matching engine');
  const capacity = { maxOrders: header[HEADER.MAX_ORDERS]!, maxSymbols: header[HEADER.MAX_SYMBOLS]! };
  const { regions, words } = layOut(capacity);
  return { buffer, fields: viewsOf(buffer, words), ...regions };
}

function assertCapacity(name: string, value: number, limit: number): void {
  if (!Number.isInteger(value) || value < 1 || value > limit) {
    throw new RangeError(`${name} must be a whole number from 1 to ${limit}, not ${value}`);
  }
}
