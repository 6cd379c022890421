import t from 'tap';
import { median, medianInterval } from './statistics.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => n - i);

t.test('the median is the middle value, or the mean of two', async (t) => {
  t.equal(median([3, 1, 2]), 2);
  t.equal(median([4, 1, 3, 2]), 2.5);
  t.throws(() => median([]), RangeError);
});

t.test('the interval has the ranks and the level of the binomial table', async (t) => {
  // 1 - 2 * pbinom(rank - 1, n, 0.5) in R; the values are their own ranks here.
  const cases: [n: number, low: number, high: number, level: string][] = [
    [1, 1, 1, '0.000'],
    [3, 1, 3, '0.750'],
    [5, 1, 5, '0.938'],
    [7, 1, 7, '0.984'],
    [8, 1, 8, '0.992'],
    [9, 2, 8, '0.961'],
    [15, 4, 12, '0.965'],
    [20, 6, 15, '0.959'],
  ];
  for (const [n, low, high, level] of cases) {
    const interval = medianInterval(upTo(n));
    t.match(interval, { low, high }, `n = ${n}`);
    t.equal(interval.level.toFixed(3), level, `n = ${n}`);
  }
  t.throws(() => medianInterval([]), RangeError);
});
