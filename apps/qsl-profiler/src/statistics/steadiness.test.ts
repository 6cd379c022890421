import t from 'tap';
import { judgeSteadiness, warmUpLength } from './steadiness.ts';

t.test('a steady series has no outliers and no trend', async (t) => {
  t.match(judgeSteadiness([5, 7, 4, 6, 5, 7, 4, 6]), { outliers: 0, drifts: false });
  t.match(judgeSteadiness([]), { outliers: 0, trend: 0, drifts: false });
});

t.test('a value far beyond the quartiles is an outlier', async (t) => {
  t.match(judgeSteadiness([5, 7, 4, 6, 5, 70, 4, 6]), { outliers: 1, drifts: false });
});

t.test('a series that creeps drifts, either way; a short one is not blamed', async (t) => {
  t.match(judgeSteadiness([1, 2, 3, 5, 4, 6, 7, 8]), { drifts: true });
  t.match(judgeSteadiness([8, 7, 6, 5, 4, 3, 2, 1]), { drifts: true, trend: -1 });
  t.match(judgeSteadiness([1, 2, 3]), { drifts: false, trend: 1 });
});

t.test('warm-up ends where the rest is alike', async (t) => {
  t.equal(warmUpLength([100, 60, 40, 41, 40, 39, 40, 41, 40, 39]), 2);
  t.equal(warmUpLength([40, 41, 40, 39, 40, 41]), 0);
  t.equal(warmUpLength([100, 90, 80, 70, 60, 50, 40, 30]), undefined, 'never at rest');
});
