import t from 'tap';
import { MAX_PAIRS, pairedRatio } from './paired-ratio.ts';

t.test('ratio and interval agree with R', async (t) => {
  // exp(t.test(log(x / y))$estimate) and exp(t.test(log(x / y))$conf.int)
  const { ratio, interval } = pairedRatio([2, 4, 8], [1, 1, 1]);
  t.equal(ratio.toFixed(4), '4.0000');
  t.equal(interval?.low.toFixed(3), '0.715');
  t.equal(interval?.high.toFixed(2), '22.38');
});

t.test('what never varies has an interval of no width; one pair has none', async (t) => {
  t.match(pairedRatio([3, 6], [2, 4]), { ratio: 1.5, interval: { low: 1.5, high: 1.5 } });
  t.strictSame(pairedRatio([3], [2]), { ratio: 1.5, interval: undefined });
});

t.test('turned round, the ratio is the reciprocal', async (t) => {
  const [xs, ys] = [
    [5, 7, 6, 9],
    [4, 4, 7, 5],
  ];
  const there = pairedRatio(xs, ys);
  const back = pairedRatio(ys, xs);
  t.equal((there.ratio * back.ratio).toFixed(9), '1.000000000');
  t.equal((Number(there.interval?.low) * Number(back.interval?.high)).toFixed(9), '1.000000000');
});

t.test('no pairs, too many, or half a pair are refused', async (t) => {
  t.throws(() => pairedRatio([], []), RangeError);
  t.throws(() => pairedRatio([1, 2], [1]), RangeError);
  t.throws(() => pairedRatio(Array(MAX_PAIRS + 1).fill(1), Array(MAX_PAIRS + 1).fill(1)), RangeError);
  t.ok(pairedRatio(Array(MAX_PAIRS).fill(1), Array(MAX_PAIRS).fill(1)).interval);
});
