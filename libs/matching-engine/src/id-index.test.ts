import fc from 'fast-check';
import t from 'tap';
import { fuzzRuns } from '../test/fuzz-runs.ts';
import { IdIndex } from './id-index.ts';
import * as layout from './memory.ts';
import { createMemory, type EngineMemory } from './memory.ts';

const {
  BUCKET_HASH,
  BUCKET_ORDER,
  BUCKET_SHIFT,
  BUCKETS_IN_USE,
  LEAST_BUCKETS,
  ORDER_BOOK,
  ORDER_ID_HIGH,
  ORDER_ID_LOW,
  ORDER_SHIFT,
} = layout;

const halves = (id: bigint) => [Number(BigInt.asIntN(32, id >> 32n)), Number(BigInt.asIntN(32, id))] as const;

/** An index, and orders for it that hold nothing but their id and book. */
function indexOf(maxOrders: number, hashSeed: number) {
  const memory = createMemory({ maxOrders, maxSymbols: 4 }, false, hashSeed);
  const index = new IdIndex(memory);
  return {
    memory,
    find: (symbol: number, id: bigint) => index.find(symbol, ...halves(id)),
    remove: (order: number) => index.remove(order),
    insert(order: number, symbol: number, id: bigint) {
      const record = order << ORDER_SHIFT;
      [memory.orders[record + ORDER_ID_HIGH], memory.orders[record + ORDER_ID_LOW]] = halves(id);
      memory.orders[record + ORDER_BOOK] = symbol << 1;
      index.insert(order);
    },
  };
}

/** The longest run of buckets without a gap in the table in use: no search is longer. */
function longestRun({ buckets, header }: EngineMemory): number {
  const size = header[BUCKETS_IN_USE]!;
  const table = size - LEAST_BUCKETS;
  let longest = 0;
  let run = 0;
  for (let at = 0; at < size * 2; at++) {
    const bucket = (table + (at % size)) << BUCKET_SHIFT; // twice around: runs may wrap
    run = buckets[bucket + BUCKET_ORDER] === 0 ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Removing from the middle of runs, wrapping ones too, is where a table of 16 buckets shows its mistakes. */
t.test('a small table that is always nearly full finds what is in it and nothing else', async (t) => {
  const ids = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 8, maxLength: 24 });
  const steps = fc.array(fc.nat(23), { minLength: 1, maxLength: 120, size: 'max' });
  const property = fc.property(fc.integer(), ids, fc.boolean(), steps, (seed, pool, dense, steps) => {
    const table = indexOf(8, seed);
    const free = [1, 2, 3, 4, 5, 6, 7, 8];
    const present = new Map<number, number>(); // by place in the pool
    const keyOf = (at: number) => ({ symbol: at % 4, id: dense ? BigInt(at) : pool[at]! });
    for (const step of steps) {
      const at = step % pool.length;
      const { symbol, id } = keyOf(at);
      const order = present.get(at);
      if (order !== undefined) {
        table.remove(order);
        free.push(order);
        present.delete(at);
      } else if (free.length > 0) {
        const taken = free.pop()!;
        table.insert(taken, symbol, id);
        present.set(at, taken);
      }
      pool.forEach((_, each) => {
        const key = keyOf(each);
        const found = table.find(key.symbol, key.id);
        if (found !== (present.get(each) ?? 0)) throw new Error(`id ${key.id} of ${key.symbol}: found order ${found}`);
      });
    }
    return table.find(3, 2n ** 63n + 12345n) === 0;
  });
  fc.assert(property, fuzzRuns(200));
  t.pass('no difference found');
});

t.test('ids chosen to collide in a plain hash do not pile up in a full table', async (t) => {
  const count = 4096;
  const patterns: [string, (i: bigint) => bigint][] = [
    ['counting up', (i) => i],
    ...[4n, 8n, 12n, 16n, 20n, 31n, 32n, 40n, 51n].map((bit): [string, (i: bigint) => bigint] => [
      `multiples of 2^${bit}`,
      (i) => i << bit,
    ]),
    ['the same low half', (i) => (i << 32n) | 0xdeadbeefn],
    ['the same high half', (i) => (0xdeadbeefn << 32n) | i],
    ['both halves equal', (i) => (i << 32n) | i],
    ['the same low bits, counting down from the top', (i) => 2n ** 64n - 1n - (i << 4n)],
  ];
  for (const [name, idOf] of patterns) {
    const table = indexOf(count, 12345);
    for (let i = 0; i < count; i++) table.insert(i + 1, 0, idOf(BigInt(i)));
    const missing = Array.from({ length: count }, (_, i) => table.find(0, idOf(BigInt(i))) === i + 1).indexOf(false);
    t.equal(missing, -1, `${name}: all are found`);
    t.ok(
      longestRun(table.memory) <= 256,
      `${name}: no run longer than 256 of 8192 buckets, but ${longestRun(table.memory)}`,
    );
    for (let i = 0; i < count; i++) table.remove(i + 1);
    t.equal(longestRun(table.memory), 0, `${name}: empty again`);
  }
});

t.test('the same id rests once a symbol', async (t) => {
  const table = indexOf(8, 0);
  table.insert(1, 0, 42n);
  table.insert(2, 3, 42n);
  t.same(
    [0, 1, 2, 3].map((symbol) => table.find(symbol, 42n)),
    [1, 0, 0, 2],
  );
  table.remove(1);
  t.same(
    [0, 1, 2, 3].map((symbol) => table.find(symbol, 42n)),
    [0, 0, 0, 2],
  );
});

/** A table keeps 32 bits of hash a key: among this many keys some share all of them. */
const ENOUGH_FOR_EQUAL_HASHES = 2 ** 16;

t.test('orders with the same hash are told apart by the high half of the id, and by the symbol', async (t) => {
  const families: [string, (i: number) => [symbol: number, id: bigint]][] = [
    ['ids that differ in the high half', (i) => [0, (BigInt(i) << 32n) | 5n]],
    ['one id on many symbols', (i) => [i, 42n]],
  ];
  for (const [name, keyOf] of families) {
    const table = indexOf(ENOUGH_FOR_EQUAL_HASHES, 1);
    for (let i = 0; i < ENOUGH_FOR_EQUAL_HASHES; i++) table.insert(i + 1, ...keyOf(i));
    const hashes = new Set(table.memory.buckets.filter((_, at) => at % 2 === BUCKET_HASH));
    t.ok(hashes.size < ENOUGH_FOR_EQUAL_HASHES, `${name}: some hashes are equal`);
    const mistaken = Array.from({ length: ENOUGH_FOR_EQUAL_HASHES }, (_, i) => i).find(
      (i) => table.find(...keyOf(i)) !== i + 1,
    );
    t.equal(mistaken, undefined, `${name}: each is found`);
  }
});
