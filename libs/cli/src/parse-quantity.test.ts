import t from 'tap';
import { bytes, duration } from './parse-quantity.ts';

t.test('durations are whole milliseconds, whatever their unit', async (t) => {
  const parse = duration({ plainUnit: 's' });
  const cases: [string, number][] = [
    ['0', 0],
    ['5', 5000],
    ['250ms', 250],
    ['5s', 5000],
    ['1.5s', 1500],
    ['1.005s', 1005], // 1.005 × 1000 is not 1005 in floating point
    ['1.001s', 1001],
    ['0.001m', 60],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ];
  for (const [text, valueMs] of cases) t.equal(parse(text), valueMs, text);
  t.equal(duration({ plainUnit: 'ms' })('5'), 5);
});

t.test('what is no duration, or not in range, is refused', async (t) => {
  const parse = duration({ plainUnit: 's', minMs: 10, maxMs: 60_000 });
  for (const text of ['', 's', '-5s', '5 s', '5S', '5sec', '1e3', '.5s', '5.', '0.5ms', '9ms', '60001ms', '2m']) {
    t.throws(() => parse(text), { name: 'UsageError', message: /is not a duration from 10ms to 60000ms/ }, text);
  }
  t.throws(() => duration({ plainUnit: 's' })('600h'), { message: /not a duration/ }, 'longer than a timer can wait');
});

t.test('sizes are whole bytes, in binary units', async (t) => {
  const parse = bytes({ min: 0, max: 2 ** 31 });
  const cases: [string, number][] = [
    ['0', 0],
    ['4096', 4096],
    ['1B', 1],
    ['64KiB', 65536],
    ['8MiB', 8388608],
    ['0.5KiB', 512],
    ['2GiB', 2 ** 31],
  ];
  for (const [text, size] of cases) t.equal(parse(text), size, text);
  for (const text of ['', '64K', '64KB', '64kib', '-1', '1.5', '0.3KiB', '3GiB', '1TiB']) {
    t.throws(() => parse(text), { name: 'UsageError', message: /is not a size/ }, text);
  }
});
