import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { parseStraceSummary } from './strace-summary.ts';
import { TraceFormatError } from './syscall-table.ts';

const recorded = readFileSync(path.join(import.meta.dirname, '../../fixtures/strace-6.1-epoll.txt'), 'utf8');

const table = (...rows: string[]) =>
  [
    '% time     seconds  usecs/call     calls    errors syscall',
    '------ ----------- ----------- --------- --------- ----------------',
    ...rows.slice(0, -1),
    '------ ----------- ----------- --------- --------- ----------------',
    rows.at(-1),
    '',
  ].join('\n');

t.test('a recorded summary yields every row', async (t) => {
  const summary = parseStraceSummary(recorded);
  const rowsInText = recorded.split('\n').filter((line) => /^ *\d+\.\d+ .* [a-z_0-9]+$/.test(line)).length - 1;
  t.equal(summary.size, rowsInText);
  t.strictSame(summary.get('accept4'), { calls: 1004, errors: 502 }, 'with an error column');
  t.strictSame(summary.get('sendto'), { calls: 502, errors: 0 }, 'with a blank one');
  t.equal(summary.get('total'), undefined);
});

t.test('what other versions write reads as well', async (t) => {
  const summary = parseStraceSummary(
    table(
      '100.00    0.000152           4        34        13 openat',
      '  0.00    0.000000           0      1234           syscall_0x1c5',
      '100.00    0.000152           4      1268        13 total',
    ),
  );
  t.strictSame(summary.get('openat'), { calls: 34, errors: 13 });
  t.strictSame(summary.get('syscall_0x1c5'), { calls: 1234, errors: 0 });
});

t.test('a text that is no complete summary is refused', async (t) => {
  const good = table('100.00    0.000152           4        34        13 openat', '100.00 0.000152 4 34 13 total');
  t.doesNotThrow(() => parseStraceSummary(good));
  const cases: [string, string][] = [
    ['', 'empty, as a killed strace leaves it'],
    ['strace: Process 12 attached\n', 'only chatter'],
    [good.slice(0, good.indexOf('100.00 0.000152 4 34')), 'cut before the total'],
    [good.replace('34        13 openat', 'many     13 openat'), 'a count that is no number'],
    [good.replace('34        13 openat', '33        13 openat'), 'a sum that does not agree'],
    [good.replace('openat', 'openat and more'), 'a row too wide'],
  ];
  for (const [text, what] of cases) t.throws(() => parseStraceSummary(text), TraceFormatError, what);
});
