import t from 'tap';
import { splitCpuTime, ticksForTellingSplit } from './cpu-split.ts';

t.test('the split states its ticks, its share and an interval that allows for rounding', async (t) => {
  const { ticks, userShare, interval, telling } = splitCpuTime({ userTicks: 5, systemTicks: 5 });
  t.equal(ticks, 10);
  t.equal(userShare, 0.5);
  t.equal(interval.low.toFixed(4), '0.1682', 'that of 4 of 10');
  t.equal(interval.high.toFixed(4), '0.8318', 'that of 6 of 10');
  t.equal(telling, false);
});

t.test('without a tick nothing is known', async (t) => {
  const { userShare, interval } = splitCpuTime({ userTicks: 0, systemTicks: 0 });
  t.equal(userShare, null);
  t.match(interval, { low: 0, high: 1 });
});

t.test('one-sided splits stay within 0 and 1', async (t) => {
  t.match(splitCpuTime({ userTicks: 4, systemTicks: 0 }).interval, { high: 1 });
  t.match(splitCpuTime({ userTicks: 0, systemTicks: 4 }).interval, { low: 0 });
});

t.test('the advised number of ticks makes any split telling', async (t) => {
  const ticks = ticksForTellingSplit();
  for (const userTicks of [0, 0.1, 0.3, 0.5, 0.9, 1].map((share) => Math.round(share * ticks))) {
    t.equal(splitCpuTime({ userTicks, systemTicks: ticks - userTicks }).telling, true, `${userTicks} of ${ticks}`);
  }
  t.equal(splitCpuTime({ userTicks: 20, systemTicks: 20 }).telling, false);
});

t.test('the interval covers the true share in at least 95 % of sampled runs', async (t) => {
  const ticks = 60;
  for (const share of [0.05, 0.3, 0.5, 0.85]) {
    let covered = 0;
    for (let userTicks = 0; userTicks <= ticks; userTicks++) {
      const { interval } = splitCpuTime({ userTicks, systemTicks: ticks - userTicks });
      if (interval.low <= share && share <= interval.high) covered += binomialMass(userTicks, ticks, share);
    }
    t.ok(covered >= 0.95, `${share}: ${covered.toFixed(3)}`);
  }
});

function binomialMass(k: number, n: number, p: number): number {
  let mass = (1 - p) ** n;
  for (let i = 0; i < k; i++) mass *= (((n - i) / (i + 1)) * p) / (1 - p);
  return mass;
}
