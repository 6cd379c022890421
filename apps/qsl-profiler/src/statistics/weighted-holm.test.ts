import t from 'tap';
import { holmLevels } from './weighted-holm.ts';

const levels = (...probabilities: number[]) =>
  holmLevels(
    probabilities.map((probability) => ({ probability, weight: 1 })),
    0.06,
  ).map((level) => Math.round(1e4 * (1 - level)) / 1e4);

t.test('each that passes leaves more of the error to the rest', async (t) => {
  t.strictSame(levels(0.001, 0.5, 0.029), [0.02, 0.06, 0.03], 'the last is judged alone');
  t.strictSame(levels(0.5, 0.5, 0.5), [0.02, 0.02, 0.02], 'none passes: each has its third');
  t.strictSame(levels(0.021, 0.001, 0.5), [0.03, 0.02, 0.06]);
  t.strictSame(levels(0.05), [0.06]);
});

t.test('one that does not pass ends it, however likely the next', async (t) => {
  t.strictSame(levels(0.001, 0.035, 0.04), [0.02, 0.03, 0.03]);
});

t.test('weights divide the error', async (t) => {
  const [heavy = 0, light = 0] = holmLevels(
    [
      { probability: 1, weight: 3 },
      { probability: 1, weight: 1 },
    ],
    0.04,
  );
  t.ok(Math.abs(1 - heavy - 0.03) < 1e-12 && Math.abs(1 - light - 0.01) < 1e-12);
});
