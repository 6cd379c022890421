import t from 'tap';
import { wilsonInterval } from './wilson.ts';

t.test('the interval agrees with published values', async (t) => {
  // R: prop.test(x, n, correct = FALSE)$conf.int
  const cases: [successes: number, trials: number, low: number, high: number][] = [
    [0, 10, 0, 0.2775],
    [1, 10, 0.0179, 0.4042],
    [5, 10, 0.2366, 0.7634],
    [10, 10, 0.7225, 1],
    [81, 263, 0.2553, 0.3662], // Newcombe (1998), table I
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [successes, trials, low, high] of cases) {
    const interval = wilsonInterval(successes, trials);
    t.equal(interval.low.toFixed(4), low.toFixed(4), `low end for ${successes} of ${trials}`);
    t.equal(interval.high.toFixed(4), high.toFixed(4), `high end for ${successes} of ${trials}`);
  }
});

t.test('without trials anything is possible', async (t) => {
  t.strictSame(wilsonInterval(0, 0), { low: 0, high: 1 });
});

t.test('what is no proportion is refused', async (t) => {
  for (const [successes, trials] of [
    [3, 2],
    [-1, 2],
    [0, -1],
    [Number.NaN, 2],
  ] as const) {
    t.throws(() => wilsonInterval(successes, trials), RangeError, `${successes} of ${trials}`);
  }
});
