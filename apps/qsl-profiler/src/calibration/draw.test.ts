import t from 'tap';
import { metricOf } from '../../test/artifacts.ts';
import { DEFAULT_RULES } from '../compare/compare.ts';
import { calibrate, seeded } from './draw.ts';

/** Sums of twelve uniform numbers: near enough to normal, around `centre`. */
function noisy(count: number, centre: number, random: () => number): number[] {
  return Array.from({ length: count }, () => {
    const normal = Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, 0) - 6;
    return centre * (1 + 0.03 * normal);
  });
}

function poolOf(slowDown: number) {
  const random = seeded(7);
  const metrics = (factor: number) => ['a', 'b', 'c'].map((name) => metricOf(name, noisy(60, factor * 100, random)));
  return { plain: metrics(1), slowed: metrics(1 + slowDown) };
}

const draw = (slowDown: number, repetitions: number) =>
  calibrate({ pool: poolOf(slowDown), repetitions, comparisons: 200, rules: DEFAULT_RULES, random: seeded(1) });

t.test('the same is hardly ever said to differ, and what differs is found', async (t) => {
  const { falseClaims, found } = draw(0.1, 10);
  t.equal(falseClaims.of, 200);
  t.ok(falseClaims.share <= 0.05, `${falseClaims.count} false claims`);
  t.ok(found.share >= 0.95, `${found.count} found`);
});

t.test('a smaller difference, or fewer repetitions, is found less often', async (t) => {
  const [many, less, fewer] = [draw(0.1, 10), draw(0.04, 10), draw(0.1, 4)].map(({ found }) => found.count);
  t.ok(Number(less) < Number(many) && Number(fewer) < Number(many), `${many}, ${less}, ${fewer}`);
});

t.test('the same seed draws the same', async (t) => {
  t.strictSame(draw(0.1, 6), draw(0.1, 6));
});

t.test('there have to be rounds for two blocks', async (t) => {
  t.throws(() => draw(0.1, 31), /60 rounds are too few for two blocks of 31/);
});
