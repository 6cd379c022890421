import t from 'tap';
import { withYardstick } from './yardstick.ts';

t.test('the yardstick takes time for each round trip, and ends with the work', async (t) => {
  const { times, cpuNs } = await withYardstick(async (yardstick) => yardstick.measure(20));
  t.equal(times.length, 20);
  for (const ns of times) t.ok(ns > 100, `${ns} ns`);
  if (process.platform === 'linux' && cpuNs !== null) t.ok(cpuNs >= 0 && cpuNs < 20e9, `${cpuNs} ns`);
});

t.test('it ends when the work fails, too', async (t) => {
  await t.rejects(
    withYardstick(async () => {
      throw new Error('no');
    }),
    /no/,
  );
});
