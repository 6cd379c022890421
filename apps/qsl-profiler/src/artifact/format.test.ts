import t from 'tap';
import { formatAmount, formatNumber, formatPercent, formatRate, formatShare } from './format.ts';
import { layOut, wrap } from './text-table.ts';

t.test('numbers show what they are worth', async (t) => {
  const cases: [number, string][] = [
    [0, '0'],
    [-0, '0'],
    [7, '7'],
    [1437, '1,437'],
    [1437.4, '1,437'],
    [142.36, '142.4'],
    [2.874, '2.87'],
    [0.001, '0.00'],
    [-0.019, '-0.02'],
  ];
  for (const [value, text] of cases) t.equal(formatNumber(value), text);
});

t.test('amounts take the unit that reads best', async (t) => {
  const cases: [number | null, unit: string, string][] = [
    [null, 'ns', 'unavailable'],
    [0, 'ns', '0'],
    [999, 'ns', '999 ns'],
    [122_345, 'ns', '122.3 µs'],
    [1.1e9, 'ns', '1.10 s'],
    [9e12, 'ns', '9,000 s'],
    [60, 'ms', '60 ms'],
    [0.12, 'ms', '120 µs'],
    [2_621, 'bytes', '2.56 KiB'],
    [204_800_000, 'bytes', '195.3 MiB'],
    [2.874, 'switches', '2.87'],
  ];
  for (const [value, unit, text] of cases) t.equal(formatAmount(value, unit), text);
});

t.test('rates line up and never read -0.00; shares are per cent', async (t) => {
  t.strictSame([2, 0.956, -0.001, -0.07].map(formatRate), ['2.00', '0.96', '0.00', '-0.07']);
  t.strictSame([0, 0.254, 1].map(formatShare), ['0 %', '25 %', '100 %']);
  t.strictSame([0, 0.07, 0.005, 0.29, 10].map(formatPercent), ['0 %', '7 %', '0.5 %', '29 %', '1000 %']);
});

t.test('columns are as wide as their widest cell, lines end without blanks', async (t) => {
  const rows = [
    ['call', 'n', 'by'],
    ['recvfrom', '12', ''],
  ];
  t.strictSame(layOut(rows, ['l', 'r', 'l'], '> '), ['> call       n  by', '> recvfrom  12']);
});

t.test('text is broken between words, with an opening for the first line and one for the rest', async (t) => {
  t.strictSame(wrap('one two three four', { width: 12, first: '- ', rest: '    ' }), [
    '- one two',
    '    three',
    '    four',
  ]);
  t.strictSame(wrap('indivisible', { width: 5, first: '- ', rest: '  ' }), ['- indivisible']);
});
