import fc from 'fast-check';
import t from 'tap';
import { fuzzRuns } from '../test/fuzz-runs.ts';
import * as layout from './memory.ts';
import { createMemory } from './memory.ts';
import { PriceIndex, rankOf } from './price-index.ts';

const MAX_RANK = 2 ** 53 - 1;
const BOOKS = 4;

/** Ranks at the ends of the range, of pages and of tree branches; neighbours; and any others. */
const anyRank = fc.oneof(
  fc.constantFrom(1, 2, 31, 32, 33, 63, 64, MAX_RANK, MAX_RANK - 1, MAX_RANK - 31, MAX_RANK - 32),
  fc.integer({ min: 1, max: MAX_RANK }),
  fc
    .tuple(fc.nat(52), fc.integer({ min: -1, max: 1 }))
    .map(([bit, near]) => Math.min(MAX_RANK, Math.max(1, 2 ** bit + near))),
  fc.integer({ min: 1000, max: 1200 }),
);

/** The levels of a book by walking from the best. */
function ranksOf(index: PriceIndex, book: number): number[] {
  const ranks: number[] = [];
  for (let level = index.best(book); level !== 0; level = index.nextWorse(book, level)) ranks.push(index.rank(level));
  return ranks;
}

t.test('the walk from the best level is the sorted array of occupied ranks', async (t) => {
  const cases = fc.tuple(
    fc.uniqueArray(anyRank, { minLength: 1, maxLength: 60, size: 'max' }),
    fc.array(fc.tuple(fc.nat(BOOKS - 1), fc.nat(59)), { minLength: 1, maxLength: 200, size: 'max' }),
  );
  const property = fc.property(cases, ([ranks, steps]) => {
    const maxOrders = ranks.length * BOOKS; // as many as there can be levels: the pool of pages must do
    const memory = createMemory({ maxOrders, maxSymbols: BOOKS / 2 }, false, 0);
    const index = new PriceIndex(memory);
    const other = new PriceIndex(memory); // a second thread, whose hints grow stale meanwhile
    const occupied = Array.from({ length: BOOKS }, () => new Map<number, number>());
    steps.forEach(([book, pick], turn) => {
      const rank = ranks[pick % ranks.length]!;
      const here = turn % 3 === 0 ? other : index;
      const level = occupied[book]!.get(rank);
      if (level === undefined) occupied[book]!.set(rank, here.occupy(book, rankOf(book, rank)));
      else if (here.occupy(book, rankOf(book, rank)) !== level) throw new Error(`rank ${rank} has moved`);
      else if (pick % 2 === 0) {
        here.vacate(book, level);
        occupied[book]!.delete(rank);
      }
      const expected = [...occupied[book]!.keys()].sort((a, b) => a - b);
      const found = ranksOf(index, book);
      if (String(found) !== String(expected)) throw new Error(`book ${book}: ${found}, expected ${expected}`);
      if (memory.best[book] !== (expected[0] ?? layout.NO_RANK)) throw new Error(`best is ${memory.best[book]}`);
    });
    const distinct = new Set(occupied.flatMap((levels) => [...levels.values()]));
    if (distinct.size !== occupied.reduce((sum, levels) => sum + levels.size, 0)) throw new Error('a level is shared');
    occupied.forEach((levels, book) => {
      for (const level of levels.values()) index.vacate(book, level);
    });
    if (memory.best.some((rank) => rank !== layout.NO_RANK)) throw new Error('not empty in the end');
    if (memory.header[layout.PAGES_USED]! > maxOrders) throw new Error('more pages than orders');
  });
  fc.assert(property, fuzzRuns(200));
  t.pass('no difference found');
});

t.test('the best level of thousands of sparse ranks is always the lowest, in any order of leaving', async (t) => {
  const count = 5000;
  const memory = createMemory({ maxOrders: count, maxSymbols: 1 }, false, 0);
  const index = new PriceIndex(memory);
  let draw = 1n;
  const levels = new Map<number, number>();
  while (levels.size < count) {
    draw = BigInt.asUintN(64, draw * 6364136223846793005n + 1442695040888963407n);
    const rank = Number(draw >> 11n) || 1;
    levels.set(rank, index.occupy(0, rankOf(0, rank)));
  }
  const sorted = [...levels.keys()].sort((a, b) => a - b);
  t.same(ranksOf(index, 0), sorted);
  // Every second level leaves in order of arrival, the rest from the best on.
  [...levels].forEach(([rank, level], i) => {
    if (i % 2 !== 0) return;
    index.vacate(0, level);
    levels.delete(rank);
  });
  for (const rank of [...levels.keys()].sort((a, b) => a - b)) {
    if (index.rank(index.best(0)) !== rank) t.fail(`best is ${index.rank(index.best(0))}, not ${rank}`);
    index.vacate(0, levels.get(rank)!);
  }
  t.equal(index.best(0), 0);
});

t.test('a rank grows as the price gets worse, and gives the price back', async (t) => {
  const prices = [1, 2, 100, 2 ** 32, MAX_RANK - 1, MAX_RANK];
  t.same(
    prices.map((price) => rankOf(1, price)),
    prices,
    'asks: the price itself',
  );
  t.same(
    prices.map((price) => rankOf(0, price)),
    prices.map((price) => 2 ** 53 - price),
    'bids: mirrored',
  );
  t.same(
    prices.map((price) => rankOf(0, rankOf(0, price))),
    prices,
  );
});
