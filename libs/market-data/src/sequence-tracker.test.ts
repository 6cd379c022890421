import fc from 'fast-check';
import t from 'tap';
import { Arrival, SequenceTracker } from './sequence-tracker.ts';

const NAMES = new Map(Object.entries(Arrival).map(([name, arrival]) => [arrival, name]));

function observe(tracker: SequenceTracker, number: bigint): Arrival {
  return tracker.observe(Number(number >> 32n), Number(number & 0xffffffffn));
}

/** What a tracker says to each number: `AfterGap 3` with the size of a gap. */
function arrivals(tracker: SequenceTracker, numbers: readonly bigint[]): string[] {
  return numbers.map((number) => {
    const arrival = observe(tracker, number);
    return arrival === Arrival.AfterGap ? `AfterGap ${tracker.gap}` : NAMES.get(arrival)!;
  });
}

function counts({ received, gaps, missing, duplicates, outOfOrder }: SequenceTracker) {
  return { received, gaps, missing, duplicates, outOfOrder };
}

const [inOrder, duplicate, outOfOrder] = ['InOrder', 'Duplicate', 'OutOfOrder'];
const TOP = 2n ** 64n - 1n;

const cases: [name: string, numbers: bigint[], expected: (string | undefined)[]][] = [
  ['one after the other', [1n, 2n, 3n], [inOrder, inOrder, inOrder]],
  ['the first sets the baseline', [1000n, 1001n], [inOrder, inOrder]],
  ['a jump is a gap of what it leaves out', [1n, 5n, 6n, 8n], [inOrder, 'AfterGap 3', inOrder, 'AfterGap 1']],
  ['the last again', [7n, 7n, 8n], [inOrder, duplicate, inOrder]],
  ['an earlier one again', [1n, 2n, 3n, 1n], [inOrder, inOrder, inOrder, duplicate]],
  ['late into a gap, once', [1n, 4n, 2n, 2n, 5n], [inOrder, 'AfterGap 2', outOfOrder, duplicate, inOrder]],
  ['from before the baseline, once', [9n, 8n, 8n], [inOrder, outOfOrder, duplicate]],
  ['zero is a number like any other', [0n, 1n, 0n], [inOrder, inOrder, duplicate]],
  [
    'across 32 bits',
    [2n ** 32n - 1n, 2n ** 32n, 2n ** 32n + 2n, 2n ** 32n - 2n],
    [inOrder, inOrder, 'AfterGap 1', outOfOrder],
  ],
  [
    'across 2^53, where doubles end',
    [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 3n, 2n ** 53n + 2n],
    [inOrder, inOrder, inOrder, 'AfterGap 1', outOfOrder],
  ],
  ['up to the last u64', [TOP - 2n, TOP, TOP - 1n, TOP], [inOrder, 'AfterGap 1', outOfOrder, duplicate]],
  ['the last u64 has no successor', [TOP, 0n, 1n], [inOrder, duplicate, duplicate]],
  ['an absurd jump is a gap all the same', [1n, 2n ** 62n, 2n], [inOrder, `AfterGap ${2 ** 62}`, duplicate]],
];

for (const [name, numbers, expected] of cases) {
  t.test(name, async (t) => {
    const tracker = new SequenceTracker();
    const given = arrivals(tracker, numbers);
    t.strictSame(given, expected);
    const sizes = given.map((arrival) => Number(arrival.split(' ')[1] ?? 0));
    t.strictSame(counts(tracker), {
      received: numbers.length,
      gaps: sizes.filter((size) => size > 0).length,
      missing: sizes.reduce((sum, size) => sum + size),
      duplicates: given.filter((arrival) => arrival === duplicate).length,
      outOfOrder: given.filter((arrival) => arrival === outOfOrder).length,
    });
  });
}

t.test('a number is remembered as long as it is in the window', async (t) => {
  const tracker = new SequenceTracker(64);
  arrivals(tracker, [1n, 3n]);
  t.equal(observe(tracker, 65n), Arrival.AfterGap);
  t.equal(observe(tracker, 2n), Arrival.OutOfOrder, 'the oldest in the window was not seen');
  t.equal(observe(tracker, 3n), Arrival.Duplicate);
  t.equal(observe(tracker, 1n), Arrival.Duplicate, 'too old to tell');
  t.equal(observe(tracker, 66n), Arrival.InOrder);
  t.equal(observe(tracker, 2n), Arrival.Duplicate, 'too old by now');
  t.equal(observe(tracker, 4n), Arrival.OutOfOrder);
});

/** The rules with a set of all numbers ever seen in place of the bitmap. */
class NaiveTracker {
  readonly #window: bigint;
  readonly #seen = new Set<bigint>();
  #newest = -1n;

  constructor(window: number) {
    this.#window = BigInt(window);
  }

  observe(number: bigint): string {
    const isFirst = this.#seen.size === 0;
    const over = number - this.#newest - 1n;
    const wasSeen = this.#seen.has(number) || number <= this.#newest - this.#window;
    this.#seen.add(number);
    if (isFirst || over >= 0n) this.#newest = number;
    if (isFirst || over === 0n) return 'InOrder';
    if (over > 0n) return `AfterGap ${Number(over)}`;
    return wasSeen ? 'Duplicate' : 'OutOfOrder';
  }
}

/** Steps from the newest number: mostly onward, some back, now and then far. */
const step = fc.oneof(
  { weight: 20, arbitrary: fc.constant(1n) },
  { weight: 6, arbitrary: fc.bigInt({ min: 2n, max: 70n }) },
  { weight: 10, arbitrary: fc.bigInt({ min: -70n, max: 0n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 20n), max: 2n ** 33n }) },
);
const start = fc.oneof(
  fc.bigInt({ min: 0n, max: 100n }),
  fc.constantFrom(31, 32, 33, 53, 63).map((bit) => (1n << BigInt(bit)) - 5n),
  fc.constant(2n ** 64n - 200n),
);

t.test('it says what a set of all numbers would', async (t) => {
  fc.assert(
    fc.property(start, fc.array(step, { maxLength: 400, size: 'max' }), fc.constantFrom(32, 64, 128), (...given) => {
      const [first, steps, window] = given;
      const [tracker, naive] = [new SequenceTracker(window), new NaiveTracker(window)];
      const numbers = [first];
      let newest = first;
      for (const by of steps) {
        const next = BigInt.asUintN(64, newest + by);
        numbers.push(next);
        if (next > newest) newest = next;
      }
      t.strictSame(
        arrivals(tracker, numbers),
        numbers.map((number) => naive.observe(number)),
      );
    }),
    { numRuns: 100 },
  );
});

t.test('a forged number poisons the counts, and nothing else', async (t) => {
  const tracker = new SequenceTracker();
  for (let low = 1; low <= 10; low++) tracker.observe(0, low);
  tracker.observe(0xffffffff, 0xffffffff);
  t.match(tracker, { received: 11, gaps: 1, missing: 2 ** 64 });
  for (let low = 11; low <= 1000; low += 2) tracker.observe(0, low); // every second one is lost
  t.match(tracker, { received: 506, gaps: 1, missing: 2 ** 64, duplicates: 495, outOfOrder: 0 });
});

t.test('a window has to be a power of two', async (t) => {
  for (const window of [0, 16, 33, 2 ** 25, -64, Number.NaN]) t.throws(() => new SequenceTracker(window), RangeError);
});
