import t from 'tap';
import { formatReport, type Report } from './report.ts';
import { measuredRow, unavailableRow } from './row.ts';

const target = { bound: 'at most', value: 0.45 } as const;
const row = { section: 'engine', what: 'engine, deep book', against: 'textbook engine', unit: '×', target };

const report: Report = {
  schema: 'qsl-bench/1',
  provenance: {
    commit: '0123456789abcdef',
    dirty: false,
    utcDate: '2026-11-23T00:00:00.000Z',
    cpuModel: 'A CPU',
    cpus: 2,
    memoryGib: 24,
    os: 'An OS',
    kernel: 'Linux 6',
    node: '26.10.0',
    v8: '14.6',
    compiler: 'unavailable',
    load: [0.1, 1.2],
  },
  settings: {
    commandLine: 'npm run bench -- --only engine',
    runs: 5,
    quick: false,
    sections: ['engine'],
    placement: 'servers on CPU 1, drivers on CPU 0',
  },
  rows: [
    measuredRow({
      ...row,
      figure: { value: 0.4, interval: { low: 0.3, high: 0.44, level: 0.9375 } },
      ours: '40.0 ns/order',
    }),
    unavailableRow({ ...row, what: 'session' }, 'no compiler'),
    measuredRow({
      ...row,
      what: 'idle',
      against: '',
      unit: 'MiB',
      target: { bound: 'at most', value: 64 },
      figure: { value: 123.4 },
    }),
  ],
  curves: [{ section: 'scaling', title: 'by symbols', columns: ['symbols', 'ours'], points: [[1000, 1.5]] }],
};

t.test('the report has a head, a table with verdicts, notes and curves', async (t) => {
  const lines = formatReport(report).split('\n');
  t.equal(lines[0], 'qsl bench of 2026-11-23T00:00:00.000Z, commit 0123456789ab, clean');
  t.equal(lines[3], 'npm run bench -- --only engine');
  t.match(
    lines[4],
    /^5 runs in turn, full sizes; servers on CPU 1, drivers on CPU 0; load average 0.1 before, 1.2 after$/,
  );
  const table = lines.slice(7, 11).map((line) => line.split(/ {2,}/));
  t.strictSame(table, [
    ['what', 'ours', 'against', 'theirs', 'figure', 'interval', 'target', 'verdict'],
    [
      'engine, deep book',
      '40.0 ns/order',
      'textbook engine',
      '0.40 ×',
      '[0.30, 0.44] 94 %',
      '≤ 0.45 ×',
      'holds (wide)',
    ],
    ['session', 'textbook engine', '≤ 0.45 ×', 'unavailable'],
    ['idle', '123 MiB', '≤ 64 MiB', 'misses'],
  ]);
  t.strictSame(lines.slice(12), [
    'Notes',
    '  session: no compiler',
    '',
    'by symbols',
    '  symbols  ours',
    '    1,000   1.5',
    '',
  ]);
});

t.test('too few runs to judge anything are owned up to', async (t) => {
  const withRuns = (runs: number) => formatReport({ ...report, settings: { ...report.settings, runs } });
  t.match(withRuns(3), /^3 runs judge nothing that varies: it takes 5\.$/m);
  t.notMatch(withRuns(5), /judge nothing/);
});
