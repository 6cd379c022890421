import t from 'tap';
import { ticksToMs } from './ticks.ts';

t.test('ticks become milliseconds', async (t) => {
  t.equal(ticksToMs({ ticks: 47, clkTck: 100 }), 470);
  t.equal(ticksToMs({ ticks: 1, clkTck: 1024 }), 1000 / 1024);
  t.equal(ticksToMs({ ticks: 0, clkTck: 100 }), 0);
});

t.test('a tick rate that cannot be is refused', async (t) => {
  for (const clkTck of [0, -100, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => ticksToMs({ ticks: 1, clkTck }), { code: 'QSL_PROCFS_ARGUMENT', field: 'clkTck' }, String(clkTck));
  }
});
