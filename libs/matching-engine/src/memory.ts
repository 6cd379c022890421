/**
 * The engine's memory: one ArrayBuffer or SharedArrayBuffer, cut once into typed arrays and never grown.
 *
 *   header   counters and free-list heads              totals   last sequence, trades so far (float64)
 *   books    one record a (symbol, side)               best     best rank of each book (float64)
 *   orders   one 32-byte record a resting order        buckets  id -> order, open addressing, {hash, order}
 *   pages    32 neighbouring ranks of one book         levels   head and tail of each price's FIFO queue
 *   nodes    inner nodes of the pages' crit-bit trees  trades   what the last command traded
 *
 * Every index starts at 1 and 0 means "none", so fresh zero pages are a valid empty engine and the operating
 * system commits only what is used: a large capacity costs address space, not memory. Records are arrays of
 * structures because an order is touched as a whole: one cache line for a cancel instead of six.
 */

export interface EngineCapacity {
  /** Orders that can rest at once, over all symbols: 1 to 2^24. */
  readonly maxOrders: number;
  /** Symbols that can be registered: 1 to 2^20. */
  readonly maxSymbols: number;
}

export const MAX_ORDERS_LIMIT = 2 ** 24;
export const MAX_SYMBOLS_LIMIT = 2 ** 20;

// header (int32)
export const MAGIC = 0;
export const MAX_ORDERS = 1;
export const MAX_SYMBOLS = 2;
export const SYMBOL_COUNT = 3;
export const RESTING_ORDERS = 4;
export const ORDERS_USED = 5;
export const FREE_ORDER = 6;
export const PAGES_USED = 7;
export const FREE_PAGE = 8;
export const NODES_USED = 9;
export const FREE_NODE = 10;
export const HASH_SEED = 11;
export const INDEXED_IDS = 12;
export const BUCKETS_IN_USE = 13;
const HEADER_INTS = 16;
/** The best rank of a book without orders: worse than any limit. */
export const NO_RANK = Number.POSITIVE_INFINITY;

const MAGIC_VALUE = 0x51534c31; // "QSL1"

// totals (float64)
export const LAST_SEQUENCE = 0;
export const TRADE_TOTAL = 1;
const TOTALS = 2;

// books (int32), index = symbol * 2 + side
export const BOOK_SHIFT = 2;
export const BOOK_ROOT = 0;
export const BOOK_BEST_LEVEL = 1;
export const BOOK_ORDERS = 2;

// orders (int32)
export const ORDER_SHIFT = 3;
export const ORDER_ID_HIGH = 0;
export const ORDER_ID_LOW = 1;
export const ORDER_QUANTITY = 2;
export const ORDER_LEVEL = 3;
export const ORDER_NEXT = 4;
export const ORDER_PREVIOUS = 5;
export const ORDER_BOOK = 6;

// buckets (int32): tables of LEAST_BUCKETS, twice that, four times …, one of which is in use
export const LEAST_BUCKETS = 16;
export const BUCKET_SHIFT = 1;
export const BUCKET_HASH = 0;
export const BUCKET_ORDER = 1;

// pages (int32): a page's key is rank / 32, at most 48 bits
export const PAGE_WIDTH_SHIFT = 5;
export const PAGE_SHIFT = 3;
export const PAGE_OCCUPIED = 0;
export const PAGE_KEY_HIGH = 1;
export const PAGE_KEY_LOW = 2;
export const PAGE_BOOK = 3;
export const PAGE_NEXT_FREE = 4;

// levels (int32), index = page * 32 + rank % 32
export const LEVEL_SHIFT = 1;
export const LEVEL_HEAD = 0;
export const LEVEL_TAIL = 1;

// nodes (int32): a positive child is a node, a negative one a page
export const NODE_SHIFT = 2;
export const NODE_CHILD_0 = 0;
export const NODE_CHILD_1 = 1;
export const NODE_BIT = 2;
export const NODE_NEXT_FREE = 3;

// trades (int32), with tradePrices (float64) beside
export const TRADE_SHIFT = 2;
export const TRADE_MAKER_HIGH = 0;
export const TRADE_MAKER_LOW = 1;
export const TRADE_QUANTITY = 2;

export interface EngineMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  readonly header: Int32Array;
  readonly totals: Float64Array;
  readonly books: Int32Array;
  readonly best: Float64Array;
  readonly orders: Int32Array;
  readonly buckets: Int32Array;
  readonly pages: Int32Array;
  readonly levels: Int32Array;
  readonly nodes: Int32Array;
  readonly trades: Int32Array;
  readonly tradePrices: Float64Array;
}

/**
 * Buckets of the largest id table: a power of two, at least twice the orders, so that probing stays short. Smaller
 * tables, from LEAST_BUCKETS up in powers of two, lie before it and need less than the same room again.
 */
function bucketCount(maxOrders: number): number {
  return Math.max(LEAST_BUCKETS, 2 ** Math.ceil(Math.log2(maxOrders * 2)));
}

/** Cuts `buffer` (or, without one, only measures) for `capacity`. Returns the views and the bytes used. */
function cut(capacity: EngineCapacity, buffer?: ArrayBuffer | SharedArrayBuffer) {
  const { maxOrders, maxSymbols } = capacity;
  let bytes = 0;
  const take = (length: number, size: 4 | 8) => {
    const at = bytes;
    bytes = Math.ceil((bytes + length * size) / 64) * 64; // a region starts on its own cache line
    return at;
  };
  const int32 = (length: number) => {
    const at = take(length, 4);
    return buffer ? new Int32Array(buffer, at, length) : EMPTY_INT32;
  };
  const float64 = (length: number) => {
    const at = take(length, 8);
    return buffer ? new Float64Array(buffer, at, length) : EMPTY_FLOAT64;
  };
  const records = maxOrders + 1; // record 0 is "none"
  const views = {
    header: int32(HEADER_INTS),
    totals: float64(TOTALS),
    books: int32((maxSymbols * 2) << BOOK_SHIFT),
    best: float64(maxSymbols * 2),
    orders: int32(records << ORDER_SHIFT),
    buckets: int32((2 * bucketCount(maxOrders) - LEAST_BUCKETS) << BUCKET_SHIFT),
    pages: int32(records << PAGE_SHIFT),
    levels: int32((records << PAGE_WIDTH_SHIFT) << LEVEL_SHIFT),
    nodes: int32(records << NODE_SHIFT),
    trades: int32(records << TRADE_SHIFT),
    tradePrices: float64(records),
  };
  return { views, bytes };
}

const EMPTY_INT32 = new Int32Array(0);
const EMPTY_FLOAT64 = new Float64Array(0);

/**
 * Fresh memory for an empty engine.
 * @param shared whether other threads will attach to it (a SharedArrayBuffer)
 * @param hashSeed scatters the id index, so that nobody outside can choose colliding ids; answers do not depend on it
 * @throws RangeError when the capacity is out of range or the address space is not to be had
 */
export function createMemory(capacity: EngineCapacity, shared: boolean, hashSeed: number): EngineMemory {
  assertCapacity('maxOrders', capacity.maxOrders, MAX_ORDERS_LIMIT);
  assertCapacity('maxSymbols', capacity.maxSymbols, MAX_SYMBOLS_LIMIT);
  const { bytes } = cut(capacity);
  const buffer = shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  const { views } = cut(capacity, buffer);
  const { header, best } = views;
  header[MAGIC] = MAGIC_VALUE;
  header[MAX_ORDERS] = capacity.maxOrders;
  header[MAX_SYMBOLS] = capacity.maxSymbols;
  header[HASH_SEED] = hashSeed;
  header[BUCKETS_IN_USE] = LEAST_BUCKETS;
  best.fill(NO_RANK);
  return { buffer, ...views };
}

/**
 * The views of another thread over memory that `createMemory` made.
 * @throws TypeError when the buffer is not an engine's
 */
export function attachMemory(buffer: ArrayBuffer | SharedArrayBuffer): EngineMemory {
  const header = new Int32Array(buffer, 0, HEADER_INTS);
  if (header[MAGIC] !== MAGIC_VALUE) throw new TypeError('not the memory of a matching engine');
  const { views } = cut({ maxOrders: header[MAX_ORDERS]!, maxSymbols: header[MAX_SYMBOLS]! }, buffer);
  return { buffer, ...views };
}

function assertCapacity(name: string, value: number, limit: number): void {
  if (!Number.isInteger(value) || value < 1 || value > limit) {
    throw new RangeError(`${name} must be a whole number from 1 to ${limit}, not ${value}`);
  }
}
