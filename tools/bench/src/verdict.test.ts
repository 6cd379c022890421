import t from 'tap';
import { figureOf, judge, ratioOf, type Target, type Verdict } from './verdict.ts';

const atMost1: Target = { bound: 'at most', value: 1 };
const atLeast1: Target = { bound: 'at least', value: 1 };

t.test(
  'an interval on one side of the target decides, however wide; a narrow one leaves it to the median',
  async (t) => {
    const cases: [low: number, value: number, high: number, upper: Verdict, lower: Verdict][] = [
      [0.5, 0.7, 0.9, 'holds', 'misses'],
      [1.1, 1.5, 2.9, 'misses', 'holds'],
      [0.95, 0.99, 1.05, 'holds', 'misses'],
      [0.95, 1.01, 1.05, 'misses', 'holds'],
      [0.8, 0.9, 1.1, 'too noisy to say', 'too noisy to say'],
      [1, 1, 1, 'holds', 'holds'],
    ];
    for (const [low, value, high, upper, lower] of cases) {
      const figure = { value, interval: { low, high, level: 0.94 } };
      t.equal(judge(figure, atMost1), upper, `at most 1: ${low} ${value} ${high}`);
      t.equal(judge(figure, atLeast1), lower, `at least 1: ${low} ${value} ${high}`);
    }
  },
);

t.test('an interval of too few runs decides nothing, wherever it lies', async (t) => {
  for (const runs of [1, 3, 4]) t.equal(judge(figureOf(Array(runs).fill(0.5)), atMost1), 'too noisy to say', `${runs}`);
  for (const runs of [5, 6, 25]) t.equal(judge(figureOf(Array(runs).fill(0.5)), atMost1), 'holds', `${runs}`);
  t.equal(judge(figureOf([0.5]), undefined), '');
});

t.test('a size has no interval, and without a target there is no verdict', async (t) => {
  t.equal(judge({ value: 2 }, atMost1), 'misses');
  t.equal(judge({ value: 2 }, atLeast1), 'holds');
  t.equal(judge({ value: 2 }, undefined), '');
});

t.test('ratios are of neighbours: what drifts from pair to pair cancels', async (t) => {
  t.match(ratioOf([10, 20, 40], [20, 40, 80]), { value: 0.5, interval: { low: 0.5, high: 0.5 } });
  t.match(ratioOf([1, 2, 9], [1, 1, 3]), { value: 2, interval: { low: 1, high: 3 } });
});
