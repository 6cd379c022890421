import t from 'tap';
import { cutsAccepted, RECORDED_PID, RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { parseSchedstat, readSchedstat } from './schedstat.ts';

const RECORDED = recorded('3/task/10/schedstat');
const VALUES = { onCpuNs: 357823214, runQueueDelayNs: 171785, timeslices: 7 };

t.test('a recorded thread reads as time on CPU, run-queue delay and timeslices', async (t) => {
  t.strictSame(readSchedstat({ root: RECORDED_ROOT, pid: RECORDED_PID, tid: 10 }), VALUES);
});

t.test('columns of newer kernels are ignored', async (t) => {
  t.strictSame(parseSchedstat(RECORDED.replace('\n', ' 9\n')), VALUES);
});

t.test('a line cut anywhere is refused', async (t) => {
  t.strictSame(cutsAccepted(RECORDED, parseSchedstat), []);
});

t.test('what is not as documented is refused by the name of its field', async (t) => {
  const cases: [field: string, text: string][] = [
    ['time on CPU', '\n'],
    ['time on CPU', '-1 2 3\n'],
    ['run-queue delay', '1\n'],
    ['run-queue delay', '1 1e3 3\n'],
    ['timeslices', '1 2\n'],
    ['time on CPU', '18446744073709551615 0 0\n'],
  ];
  for (const [field, text] of cases) {
    t.throws(() => parseSchedstat(text, 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here', field }, text);
  }
});
