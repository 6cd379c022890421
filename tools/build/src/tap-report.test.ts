import t from 'tap';
import { readTapReport, type TapTotals } from './tap-report.ts';

const MIXED = `TAP version 14
1..3
# Subtest: src/empty.test.ts
    1..0 # no tests found
ok 1 - src/empty.test.ts # SKIP no tests found

# Subtest: src/good.test.ts
    ok 1 - one
    1..1
ok 2 - src/good.test.ts # time=9ms

# Subtest: src/bad.test.ts
    # Subtest: adds
        ok 1 - fine
        not ok 2 - wrong
          ---
          diff: |
            -2
            +1
          ...
        not ok 3 - later # TODO
        ok 4 - elsewhere # SKIP
        1..4
    not ok 1 - adds # time=1ms
    1..1
not ok 3 - src/bad.test.ts # time=2ms

# { total: 6, pass: 2, fail: 1, todo: 1, skip: 2 }
# time=1241.105ms
`;

const DIED =
  'TAP version 14\n# Subtest: a.test.ts\n    ok 1 - x\n    1..1\nnot ok 1 - a.test.ts\n  ---\n  exitCode: 7\n  ...\n1..1\n' +
  '# { total: 1, pass: 1 }\n';

t.test('totals are those of the closing line, and what it leaves out', async (t) => {
  const cases: [string, string, TapTotals | null][] = [
    ['all counts; the empty file is a failure, not a skip', MIXED, { pass: 2, fail: 2, skip: 2 }],
    ['absent counts are zero', '# { total: 4, pass: 4 }\n', { pass: 4, fail: 0, skip: 0 }],
    ['the last of several', '# { total: 1, pass: 1 }\n# { total: 2, fail: 2 }\n', { pass: 0, fail: 2, skip: 0 }],
    ['a file that died after its assertions', DIED, { pass: 1, fail: 1, skip: 0 }],
    ['no closing line', 'TAP version 14\nok 1 - x\n', null],
    ['indented: it belongs to a test', '    # { total: 4, pass: 4 }\n', null],
  ];
  for (const [name, text, expected] of cases) t.strictSame(readTapReport(text).totals, expected, name);
});

t.test('a failure is named by its path and reported once', async (t) => {
  t.strictSame(readTapReport(MIXED).failures, [
    { title: 'src/bad.test.ts › adds › wrong', detail: { diff: '-2\n+1\n' } },
  ]);
});

t.test('a file that dies without a failed assertion is itself the failure', async (t) => {
  t.strictSame(readTapReport(DIED).failures, [{ title: 'a.test.ts', detail: { exitCode: 7 } }]);
});

t.test('a file without assertions is named', async (t) => {
  t.strictSame(readTapReport(MIXED).emptyFiles, ['src/empty.test.ts']);
});

t.test('a bail-out is a failure', async (t) => {
  t.match(readTapReport('TAP version 14\nBail out! no socket\n').failures, [{ title: /Bail out! no socket/ }]);
});
