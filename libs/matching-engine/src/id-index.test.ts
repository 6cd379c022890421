import fc from 'fast-check';
import t from 'tap';
import { fuzzRuns } from '../test/fuzz-runs.ts';
import { chainsOf } from '../test/pools.ts';
import { createIdIndex } from './id-index.ts';
import { createMemory, HEADER, ORDER_WORDS, REHEARSAL_ORDERS } from './memory.ts';

const halves = (id: bigint) => [Number(BigInt.asIntN(32, id >> 32n)), Number(BigInt.asIntN(32, id))] as const;

/** An index, and orders for it that hold nothing but their id; they are numbered from 1. */
function indexOf(maxOrders: number, hashSeed: number) {
  const memory = createMemory({ maxOrders, maxSymbols: 4 }, false, hashSeed);
  const [words, , , , idLow, idHigh, keys, chain] = memory.fields;
  const { find, insert, remove, keyOf, makeRoom } = createIdIndex(memory);
  const addressOf = (order: number) => memory.orders + (order - 1) * ORDER_WORDS;
  return {
    memory,
    keys,
    find(symbol: number, id: bigint) {
      const address = find(symbol, ...halves(id));
      return address === 0 ? 0 : (address - memory.orders) / ORDER_WORDS + 1;
    },
    remove: (order: number) => remove(addressOf(order)),
    /** Tells whether the id has a bucket to itself. */
    insert(order: number, symbol: number, id: bigint): boolean {
      const address = addressOf(order);
      [idHigh[address], idLow[address]] = halves(id);
      const used = (REHEARSAL_ORDERS + order) * ORDER_WORDS;
      words[HEADER.ORDER_WORDS_USED] = Math.max(words[HEADER.ORDER_WORDS_USED], used);
      makeRoom();
      insert(address, keyOf(symbol, ...halves(id)));
      return chain[address] === 0;
    },
    longestChain: () => Math.max(...chainsOf({ memory })),
  };
}

t.test('a small index, from which any may leave, finds what is in it and nothing else', async (t) => {
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

t.test('ids chosen to collide in a plain hash do not pile up', async (t) => {
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
    const longest = table.longestChain();
    t.ok(longest <= 16, `${name}: no chain longer than 16, but ${longest}`);
    for (let i = 0; i < count; i++) table.remove(i + 1);
    t.equal(table.longestChain(), 0, `${name}: empty again`);
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

const NEIGHBOURS_AT_ONCE = 2048;

t.test('neighbouring ids never share a bucket', async (t) => {
  for (const first of [0n, 4096n * 77n, 2n ** 40n]) {
    const table = indexOf(NEIGHBOURS_AT_ONCE, 99);
    for (let i = 0; i < 4096; i++) {
      const order = (i % NEIGHBOURS_AT_ONCE) + 1;
      if (i >= NEIGHBOURS_AT_ONCE) table.remove(order); // the oldest goes
      if (!table.insert(order, 0, first + BigInt(i))) t.fail(`from ${first}: the ${i}th id shares a bucket`);
    }
    t.equal(table.memory.fields[0][HEADER.BUCKET_MASK] + 1, 8192, 'four buckets an order');
  }
});

/** A key has 32 bits: among this many orders some have the same. */
const ENOUGH_FOR_EQUAL_KEYS = 2 ** 17;

t.test(
  'orders with the same key are told apart by their id; the same id never has the same key on two symbols',
  async (t) => {
    const table = indexOf(ENOUGH_FOR_EQUAL_KEYS, 2);
    const idOf = (i: number) => (BigInt(i) << 32n) | BigInt(Math.imul(i, 0x9e3779b1) >>> 0);
    const keys = new Set<number>();
    for (let i = 0; i < ENOUGH_FOR_EQUAL_KEYS; i++) {
      table.insert(i + 1, 0, idOf(i));
      keys.add(table.keys[table.memory.orders + i * ORDER_WORDS]);
    }
    t.ok(keys.size < ENOUGH_FOR_EQUAL_KEYS, 'some keys are equal');
    const mistaken = Array.from({ length: ENOUGH_FOR_EQUAL_KEYS }, (_, i) => i).find(
      (i) => table.find(0, idOf(i)) !== i + 1,
    );
    t.equal(mistaken, undefined, 'each is found');

    const { keyOf } = createIdIndex(table.memory);
    for (const [high, low] of [
      [0, 42],
      [-1, -1],
      [7, 1 << 31],
    ] as const) {
      const onSymbols = new Set(Array.from({ length: 2 ** 20 }, (_, symbol) => keyOf(symbol, high, low)));
      t.equal(onSymbols.size, 2 ** 20, `id ${high}:${low} has another key on each symbol`);
    }
  },
);
