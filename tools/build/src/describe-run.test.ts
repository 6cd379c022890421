import t from 'tap';
import { describeRun, type TapRun } from './describe-run.ts';

const good: TapRun = {
  project: 'x',
  files: ['src/a.test.ts'],
  tapStatus: 0,
  report: { totals: { pass: 3, fail: 0, skip: 0 }, failures: [], emptyFiles: [] },
};
const withReport = (report: Partial<TapRun['report']>): TapRun => ({ ...good, report: { ...good.report, ...report } });

t.test('a good run is one line', async (t) => {
  t.strictSame(describeRun(good), { passed: true, text: '✔ x: 3 passed, 0 failed\n' });
  const skipping = describeRun(withReport({ totals: { pass: 3, fail: 0, skip: 2 } }));
  t.strictSame(skipping, { passed: true, text: '✔ x: 3 passed, 0 failed, 2 skipped\n' });
});

t.test('everything else fails and says why', async (t) => {
  const cases: [TapRun, RegExp][] = [
    [{ ...good, files: [] }, /no test file/],
    [{ ...good, tapStatus: 3 }, /tap ended with status 3/],
    [withReport({ totals: null }), /before it wrote its report/],
    [withReport({ totals: { pass: 0, fail: 0, skip: 4 } }), /no assertion passed/],
    [withReport({ emptyFiles: ['src/b.test.ts'] }), /src\/b\.test\.ts: holds no assertion/],
    [withReport({ totals: { pass: 1, fail: 1, skip: 0 } }), /1 passed, 1 failed/],
    [withReport({ failures: [{ title: 'a › b', detail: { diff: '-1\n+2' } }] }), /✖ a › b\n {6}diff:\s+-1\n\s+\+2/],
  ];
  for (const [run, reason] of cases) {
    const { passed, text } = describeRun(run);
    t.equal(passed, false, String(reason));
    t.match(text, reason);
  }
});

t.test('how tap started a file is left out, its exit code is not', async (t) => {
  const { text } = describeRun(withReport({ failures: [{ title: 'a', detail: { command: 'node', exitCode: 7 } }] }));
  t.match(text, /exitCode: 7/);
  t.notMatch(text, /command/);
});
