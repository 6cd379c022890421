import t from 'tap';
import { cutsAccepted, RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { parseUptime, readUptime } from './uptime.ts';

t.test('the recorded machine had been up for 1027 seconds', async (t) => {
  t.strictSame(readUptime({ root: RECORDED_ROOT }), { sinceBootSeconds: 1027, idleSeconds: 1919.52 });
});

t.test('a line cut anywhere is refused', async (t) => {
  t.strictSame(cutsAccepted(recorded('uptime'), parseUptime), []);
});

t.test('what is not as documented is refused by the name of its field', async (t) => {
  const cases: [field: string, text: string][] = [
    ['time since boot', '\n'],
    ['time since boot', 'NaN 1.00\n'],
    ['idle time', '1.00\n'],
  ];
  for (const [field, text] of cases) {
    t.throws(() => parseUptime(text, 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here', field }, field);
  }
});
