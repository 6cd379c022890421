import t from 'tap';
import { studentQuantile, studentTail } from './student.ts';
import { welchInterval, welchProbability } from './welch.ts';

t.test("Student's quantiles are those of the tables", async (t) => {
  const cases: [level: number, freedom: number, quantile: number][] = [
    [0.95, 1, 12.706],
    [0.95, 4, 2.776],
    [0.95, 29, 2.045],
    [0.99, 10, 3.169],
    [0.999, 5, 6.869],
    [0.5, 3, 0.765],
  ];
  for (const [level, freedom, quantile] of cases) {
    const found = studentQuantile(level, freedom);
    t.ok(Math.abs(found - quantile) < 6e-4, `${level} ${freedom}: ${found}`);
    t.ok(Math.abs(studentTail(found, freedom) - (1 - level)) < 1e-9);
  }
});

t.test('the interval leaves the margin out exactly when the probability is as small', async (t) => {
  const earlier = [1, 1.3, 0.8];
  for (let shift = -3; shift <= 3; shift += 0.21) {
    const samples = { earlier, later: [2, 2.2, 1.7, 1.9].map((value) => value + shift) };
    const { interval } = welchInterval(samples, 0.95);
    t.equal(welchProbability(samples, 0.2) <= 0.05, interval.low > 0.2 || interval.high < -0.2, `${shift}`);
  }
});

t.test("Welch's own example of unequal variances", async (t) => {
  const samples = { earlier: [3, 4, 1, 2.1], later: [490.2, 340, 433.9] };
  t.ok(Math.abs(welchProbability(samples, 0) - 0.010751561149784485) < 1e-9, `${welchProbability(samples, 0)}`);
});

t.test('samples without any variation differ or do not', async (t) => {
  t.equal(welchProbability({ earlier: [2, 2, 2], later: [2, 2, 2] }, 0), 1);
  t.equal(welchProbability({ earlier: [2, 2, 2], later: [3, 3, 3] }, 0), 0);
  t.strictSame(welchInterval({ earlier: [2, 2, 2], later: [3, 3, 3] }, 0.95).interval, { low: 1, high: 1 });
});
