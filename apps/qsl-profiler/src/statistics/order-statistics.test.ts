import t from 'tap';
import { median, medianInterval, medianRatio, quantile, sortedSample } from './order-statistics.ts';

const upTo = (n: number) => sortedSample(Array.from({ length: n }, (_, i) => i + 1));

t.test('the median interval has the ranks of the published table', async (t) => {
  // Conover, Practical Nonparametric Statistics; the values are their own ranks here.
  const cases: [n: number, low: number, high: number][] = [
    [6, 1, 6],
    [8, 1, 8],
    [9, 2, 8],
    [10, 2, 9],
    [15, 4, 12],
    [20, 6, 15],
    [25, 8, 18],
    [50, 18, 33],
    [100, 40, 61],
  ];
  for (const [n, low, high] of cases) t.match(medianInterval(upTo(n)), { low, high, level: 0.95 }, `n = ${n}`);
});

t.test('a sample too small for the level has no interval', async (t) => {
  for (const n of [0, 1, 5]) t.equal(medianInterval(upTo(n)), undefined, `n = ${n}`);
});

t.test('a large sample does not underflow', async (t) => {
  t.match(medianInterval(upTo(10_000)), { low: 4902, high: 5099 });
});

t.test('median and quantiles', async (t) => {
  t.equal(median(sortedSample([3, 1, 2])), 2);
  t.equal(median(sortedSample([4, 1, 2, 3])), 2.5);
  t.equal(quantile(upTo(100), 0.99), 99);
  t.equal(quantile(upTo(100), 1), 100);
  t.equal(quantile(upTo(100), 0), 1);
  t.throws(() => median(sortedSample([])), RangeError);
  t.throws(() => quantile(sortedSample([]), 0.5), RangeError);
});

t.test('a ratio of medians comes with an interval that contains it', async (t) => {
  const { ratio, interval } = medianRatio(
    upTo(100).map((value) => value * 4),
    upTo(100),
  );
  t.equal(ratio, 4);
  t.ok(interval !== undefined && interval.low < 4 && interval.high > 4);
  t.equal(medianRatio(upTo(3), upTo(100)).interval, undefined);
});
