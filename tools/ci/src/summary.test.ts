import t from 'tap';
import { formatSummary, type ProjectResult, readResults, sumUp } from './summary.ts';

const good: ProjectResult = { name: '@qsl/a', totals: { pass: 5, fail: 0, skip: 1 } };
const bad: ProjectResult = { name: 'b', totals: { pass: 2, fail: 3, skip: 0 } };
const missing: ProjectResult = { name: 'c', totals: null };
const hollow: ProjectResult = { name: 'd', totals: { pass: 0, fail: 0, skip: 2 } };

t.test('whatever is not proven good is a failure', async (t) => {
  const failedCheck = { name: 'typecheck or lint', ok: false };
  const cases: [string, ProjectResult[], Parameters<typeof sumUp>[1], ReturnType<typeof sumUp>][] = [
    ['sums', [good, bad], [], { pass: 7, fail: 3, skip: 1 }],
    ['a missing report', [good, missing], [], { pass: 5, fail: 1, skip: 1 }],
    ['nothing but skips', [good, hollow], [], { pass: 5, fail: 1, skip: 3 }],
    ['a failed check', [good], [failedCheck, { name: 'root files', ok: true }], { pass: 5, fail: 1, skip: 1 }],
  ];
  for (const [name, results, checks, expected] of cases) t.strictSame(sumUp(results, checks), expected, name);
});

t.test('the closing line stands alone at the end', async (t) => {
  t.match(formatSummary([bad], []), /\n\n2 passed, 3 failed\n$/);
  t.match(formatSummary([good], []), /\n\n5 passed, 0 failed, 1 skipped\n$/);
});

t.test('each project has a line, a failed check too', async (t) => {
  const text = formatSummary([good, missing], [{ name: 'typecheck or lint', ok: false }]);
  t.match(text, /^@qsl\/a +5 +0 +1$/m);
  t.match(text, /^c +no complete test report$/m);
  t.match(text, /^✖ typecheck or lint$/m);
});

t.test('reports are expected from projects with a test script, and from no others', async (t) => {
  const root = t.testdir({
    '.tap-results': {
      '@qsl': { 'a.tap': '# { total: 6, pass: 5, skip: 1 }\n', 'cut.tap': 'TAP version 14\nok 1\n' },
      'stray.tap': '# { total: 9, pass: 9 }\n',
    },
  });
  const project = (name: string, scripts: Record<string, string>) => ({
    name,
    folder: name,
    manifest: { name, scripts },
  });
  const projects = [
    project('@qsl/a', { test: 'x' }),
    project('@qsl/cut', { test: 'x' }),
    project('@qsl/absent', { test: 'x' }),
    project('@qsl/untested', { build: 'x' }),
  ];
  t.strictSame(readResults(projects, root), [
    good,
    { name: '@qsl/cut', totals: null },
    { name: '@qsl/absent', totals: null },
  ]);
});
