import fc from 'fast-check';
import t from 'tap';
import { fuzzRuns } from '../test/fuzz-runs.ts';
import { BOOK_SHIFT, createMemory, type EngineMemory, HEADER, PAGE_WORDS } from './memory.ts';
import { createPriceLevels, type PriceLevels, priceHighOf, rankMask } from './price-levels.ts';

const MAX_PRICE = 2 ** 53 - 1;
const BOOKS = 4;

/** Levels of a few books, each opened, and their functions in prices. */
function levelsOn(memory: EngineMemory, isNew: boolean) {
  const levels = createPriceLevels(memory);
  const address = (book: number) => memory.books + (book << BOOK_SHIFT);
  if (isNew) for (let book = 0; book < BOOKS; book++) levels.open(address(book));
  const mask = (book: number) => rankMask(address(book));
  return {
    ...levels,
    occupyAt: (book: number, price: number) =>
      levels.occupy(address(book), priceHighOf(price) ^ mask(book), price ^ mask(book)),
    bestOf: (book: number) => levels.bestPlaceOf(address(book)),
    bestPriceOf: (book: number) => levels.bestPrice(address(book), Number.NaN),
    isWithinPrice: (book: number, place: number, price: number) =>
      levels.isWithin(place, priceHighOf(price) ^ mask(book), price ^ mask(book)),
  };
}

/** The prices of a book by walking from the best. */
function pricesOf(levels: PriceLevels, best: number): number[] {
  const prices: number[] = [];
  for (let place = best; place !== 0; place = levels.nextWorse(place)) prices.push(levels.priceAt(place));
  return prices;
}

/** Best first: the highest bid, the lowest ask. */
function sorted(book: number, prices: Iterable<number>): number[] {
  return [...prices].sort((a, b) => (book % 2 === 0 ? b - a : a - b));
}

/** Prices at the ends of the range, of pages and of tree branches; neighbours; and any others. */
const anyPrice = fc.oneof(
  fc.constantFrom(1, 2, 15, 16, 17, 31, 32, MAX_PRICE, MAX_PRICE - 1, MAX_PRICE - 15, MAX_PRICE - 16),
  fc.integer({ min: 1, max: MAX_PRICE }),
  fc
    .tuple(fc.nat(52), fc.integer({ min: -1, max: 1 }))
    .map(([bit, near]) => Math.min(MAX_PRICE, Math.max(1, 2 ** bit + near))),
  fc.integer({ min: 1000, max: 1200 }),
);

t.test('the walk from the best level is the sorted array of occupied prices', async (t) => {
  const cases = fc.tuple(
    fc.uniqueArray(anyPrice, { minLength: 1, maxLength: 60, size: 'max' }),
    fc.array(fc.tuple(fc.nat(BOOKS - 1), fc.nat(59)), { minLength: 1, maxLength: 200, size: 'max' }),
  );
  const property = fc.property(cases, ([prices, steps]) => {
    const maxOrders = prices.length * BOOKS; // as many as there can be levels: the pool of pages must do
    const memory = createMemory({ maxOrders, maxSymbols: BOOKS / 2 }, false, 0);
    const here = levelsOn(memory, true);
    const other = levelsOn(memory, false); // a second thread
    const occupied = Array.from({ length: BOOKS }, () => new Map<number, number>());
    steps.forEach(([book, pick], turn) => {
      const price = prices[pick % prices.length];
      const levels = turn % 3 === 0 ? other : here;
      const place = occupied[book].get(price);
      if (place === undefined) occupied[book].set(price, levels.occupyAt(book, price));
      else if (levels.occupyAt(book, price) !== place) throw new Error(`price ${price} has moved`);
      else if (pick % 2 === 0) {
        levels.vacate(place);
        occupied[book].delete(price);
      }
      const expected = sorted(book, occupied[book].keys());
      const found = pricesOf(here, here.bestOf(book));
      if (String(found) !== String(expected)) throw new Error(`book ${book}: ${found}, expected ${expected}`);
      if (!Object.is(here.bestPriceOf(book), expected[0] ?? Number.NaN)) throw new Error('another price is best');
      for (const [each, at] of occupied[book]) {
        const isWithin = book % 2 === 0 ? each >= price : each <= price;
        if (here.isWithinPrice(book, at, price) !== isWithin) throw new Error(`${each} within ${price}`);
        if (here.sideAt(at) !== book % 2) throw new Error(`${each} is on the other side`);
      }
    });
    const distinct = new Set(occupied.flatMap((places) => [...places.values()]));
    if (distinct.size !== occupied.reduce((sum, places) => sum + places.size, 0)) throw new Error('a level is shared');
    occupied.forEach((places, book) => {
      for (const place of places.values()) here.vacate(place);
      if (here.bestOf(book) !== 0) throw new Error('not empty in the end');
    });
    const pages = memory.fields[0][HEADER.PAGE_WORDS_USED] / PAGE_WORDS;
    if (pages > maxOrders + BOOKS) throw new Error('more pages than orders and books');
  });
  fc.assert(property, fuzzRuns(200));
  t.pass('no difference found');
});

t.test('the best of thousands of sparse levels is always the best price, in any order of leaving', async (t) => {
  const count = 5000;
  const memory = createMemory({ maxOrders: count * 2, maxSymbols: BOOKS / 2 }, false, 0);
  const levels = levelsOn(memory, true);
  let draw = 1n;
  for (const book of [0, 1]) {
    const places = new Map<number, number>();
    while (places.size < count) {
      draw = BigInt.asUintN(64, draw * 6364136223846793005n + 1442695040888963407n);
      const price = Number(draw >> 11n) || 1;
      places.set(price, levels.occupyAt(book, price));
    }
    t.same(pricesOf(levels, levels.bestOf(book)), sorted(book, places.keys()));
    // Every second level leaves in order of arrival, the rest from the best on.
    [...places].forEach(([price, place], i) => {
      if (i % 2 !== 0) return;
      levels.vacate(place);
      places.delete(price);
    });
    for (const price of sorted(book, places.keys())) {
      if (levels.bestPriceOf(book) !== price) t.fail(`best is ${levels.bestPriceOf(book)}, not ${price}`);
      levels.vacate(places.get(price)!);
    }
    t.equal(levels.bestOf(book), 0);
  }
});
