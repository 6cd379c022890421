import t from 'tap';
import { canDiffer, rankSumProbability, rankSumTail, shiftBetween } from './rank-sum.ts';

const near = (value: number | undefined, expected: number, error = 1e-4) => Math.abs(Number(value) - expected) < error;

t.test('the tails are those of the published tables', async (t) => {
  // Mann and Whitney 1947, table I, and P(U = 0) = 1 / C(n+m, n).
  const cases: [n: number, m: number, most: number, tail: number][] = [
    [3, 3, 0, 0.05],
    [4, 4, 1, 2 / 70],
    [5, 5, 2, 4 / 252],
    [8, 8, 13, 0.0249],
    [6, 6, 0, 1 / 924],
    [6, 6, 36, 1],
  ];
  for (const [n, m, most, tail] of cases) t.ok(near(rankSumTail(n, m, most), tail), `${n} ${m} ${most}`);
  t.equal(rankSumTail(4, 4, -1), 0);
});

t.test('the normal approximation takes over without a step', async (t) => {
  t.ok(near(rankSumTail(50, 50, 1000), rankSumTail(51, 50, 1021), 3e-3));
});

t.test('a shift is found with its interval, and an outlier does not move it', async (t) => {
  const earlier = [1, 2, 3, 4, 5, 6];
  const later = earlier.map((value) => value + 10);
  t.equal(shiftBetween({ earlier, later }, 0.95).shift, 10);
  const { shift, interval } = shiftBetween({ earlier, later: [...later.slice(0, 5), 1000] }, 0.95);
  t.ok(near(shift, 10, 0.6), `${shift}`);
  t.ok(interval && interval.low > 5 && interval.high < 1000, JSON.stringify(interval));
});

t.test('the interval leaves nothing out exactly when the test rejects it', async (t) => {
  const earlier = [1.1, 2.7, 3.2, 4.9, 5.3, 6.8, 7.7];
  for (let shift = -9; shift <= 9; shift += 0.37) {
    const later = earlier.map((value, i) => value + shift + i * 0.01);
    const { interval } = shiftBetween({ earlier, later }, 0.95);
    const excluded = interval !== undefined && (interval.low > 0 || interval.high < 0);
    t.equal(rankSumProbability({ earlier, later }, 0) <= 0.05, excluded, `shift ${shift}`);
  }
});

t.test('a margin has to be exceeded, and equal values show nothing', async (t) => {
  const earlier = [1, 2, 3, 4, 5, 6];
  const later = earlier.map((value) => value + 6);
  t.ok(rankSumProbability({ earlier, later }, 0) < 0.01);
  t.ok(rankSumProbability({ earlier, later }, 6) > 0.9);
  t.equal(rankSumProbability({ earlier: [5, 5, 5, 5, 5, 5], later: [5, 5, 5, 5, 5, 5] }, 0), 1);
});

t.test('three of each can never be shown to differ, six can', async (t) => {
  t.equal(canDiffer(3, 3, 0.95), false);
  t.equal(canDiffer(6, 6, 0.95), true);
  t.equal(shiftBetween({ earlier: [1, 2, 3], later: [11, 12, 13] }, 0.95).interval, undefined);
});
