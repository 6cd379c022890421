import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { parsePerfSummary } from './perf-summary.ts';
import { sumTables, TraceFormatError } from './syscall-table.ts';

const recorded = readFileSync(path.join(import.meta.dirname, '../../fixtures/perf-6.1-epoll.txt'), 'utf8');

/** As perf wrote it before it counted errors. */
const WITHOUT_ERRORS = ` Summary of events:

 a (b) c (42), 20 events, 100.0%

   syscall            calls    total       min       avg       max      stddev
                               (msec)    (msec)    (msec)    (msec)        (%)
   --------------- -------- --------- --------- --------- ---------     ------
   recvfrom               9     0.122     0.011     0.013     0.014      3.00%
   futex                  1     0.003     0.003     0.003     0.003      0.00%

`;

t.test('a recorded summary yields every thread and its calls', async (t) => {
  const { threads, lostEvents } = parsePerfSummary(recorded);
  t.equal(lostEvents, 0);
  t.equal(threads.length, recorded.match(/ events, /g)?.length);
  const all = sumTables(threads.map(({ table }) => table));
  t.strictSame(all.get('accept4'), { calls: 1000, errors: 500 });
  t.strictSame(all.get('sendto'), { calls: 500, errors: 0 });
  const serving = threads.find(({ table }) => table.has('sendto'));
  t.equal(serving?.name, 'WorkerThread');
  t.equal(serving?.table.has('syscall'), false, 'the header is no row');
});

t.test('columns are found by the header, names may hold blanks and parentheses', async (t) => {
  const { threads } = parsePerfSummary(WITHOUT_ERRORS);
  t.match(threads, [{ name: 'a (b) c', tid: 42 }]);
  t.strictSame(Object.fromEntries(threads[0]?.table ?? []), {
    recvfrom: { calls: 9, errors: 0 },
    futex: { calls: 1, errors: 0 },
  });
});

t.test('lost events are summed', async (t) => {
  t.equal(parsePerfSummary(`LOST 12 events!\n${WITHOUT_ERRORS}LOST 3 events!\n`).lostEvents, 15);
});

t.test('a text without a summary is refused', async (t) => {
  for (const text of ['', 'Error: No permissions to read\n']) t.throws(() => parsePerfSummary(text), TraceFormatError);
});
