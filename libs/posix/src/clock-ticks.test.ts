import { spawnSync } from 'node:child_process';
import t from 'tap';
import { clockTicksPerSecond } from './clock-ticks.ts';

t.test('the tick rate is what getconf says', async (t) => {
  const { stdout } = spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' });
  t.equal(clockTicksPerSecond(), Number(stdout));
});
