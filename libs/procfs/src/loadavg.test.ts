import t from 'tap';
import { cutsAccepted, RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { parseLoadavg, readLoadavg } from './loadavg.ts';

t.test('the recorded load reads as three averages and two counts', async (t) => {
  const load = { oneMinute: 0.1, fiveMinutes: 0.16, fifteenMinutes: 0.1, runnable: 1, threads: 99 };
  t.strictSame(readLoadavg({ root: RECORDED_ROOT }), load);
});

t.test('a line cut anywhere is refused', async (t) => {
  t.strictSame(cutsAccepted(recorded('loadavg'), parseLoadavg), []);
});

t.test('what is not as documented is refused by the name of its field', async (t) => {
  const cases: [field: string, text: string][] = [
    ['1 minute', '\n'],
    ['5 minutes', '0.10 -0.16 0.10 1/99 15\n'],
    ['15 minutes', '0.10 0.16\n'],
    ['runnable', '0.10 0.16 0.10\n'],
    ['threads', '0.10 0.16 0.10 1 15\n'],
    ['runnable/threads', '0.10 0.16 0.10 1/99/3 15\n'],
  ];
  for (const [field, text] of cases) {
    t.throws(() => parseLoadavg(text, 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here', field }, field);
  }
});
