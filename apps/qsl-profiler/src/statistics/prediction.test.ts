import t from 'tap';
import { predictionReach } from './prediction.ts';

t.test('the reach agrees with R', async (t) => {
  // predict(lm(x ~ 1), data.frame(1), interval = "prediction"): half of upr - lwr
  const cases: [sample: number[], reach: number][] = [
    [[1, 2], 11.004],
    [[1, 2, 3], 4.968],
    [[10, 12, 23, 23, 16, 23, 21, 16], 13.136],
  ];
  for (const [sample, reach] of cases) t.equal(predictionReach(sample).toFixed(2), reach.toFixed(2), sample.join(' '));
});

t.test('what never varies is not expected to; one value says nothing about variation', async (t) => {
  t.equal(predictionReach([5, 5, 5]), 0);
  t.equal(predictionReach([5]), Number.POSITIVE_INFINITY);
});

t.test('no values, or more than are tabulated, are refused', async (t) => {
  t.throws(() => predictionReach([]), RangeError);
  t.throws(() => predictionReach(Array(11).fill(1)), RangeError);
});
