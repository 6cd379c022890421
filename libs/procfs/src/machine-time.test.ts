import t from 'tap';
import { parseMachineTime, readMachineTime } from './machine-time.ts';

const LINES = 'cpu  100 20 30 400 50 6 7 80 9 1\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 5\n';

t.test('the sum of all CPUs, guest time counted once', async (t) => {
  t.strictSame(parseMachineTime(LINES), { totalTicks: 693, idleTicks: 450, stolenTicks: 80 });
});

t.test('what is not as documented is refused by the name of its field', async (t) => {
  const cases: [field: string, text: string][] = [
    ['user', 'cpu0 1 2\n'],
    ['iowait', 'cpu  1 2 3 4\n'],
    ['steal', 'cpu  1 2 3 4 5 6 7 -8\n'],
    ['end of file', LINES.slice(0, -1)],
  ];
  for (const [field, text] of cases) {
    t.throws(() => parseMachineTime(text, 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here', field }, field);
  }
});

t.test('on Linux time goes on', { skip: process.platform === 'linux' ? false : 'needs Linux' }, async (t) => {
  const { totalTicks, idleTicks, stolenTicks } = readMachineTime();
  t.ok(totalTicks > 0 && idleTicks + stolenTicks <= totalTicks, `${totalTicks} ${idleTicks} ${stolenTicks}`);
});
