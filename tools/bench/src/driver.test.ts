import t from 'tap';
import { cpuNsWhenDone, parseDriver } from './driver.ts';

t.test('both kinds of line are read', async (t) => {
  const percentiles = 'p50us 61.5 p99us 1220.3 p999us 3098.0 busy 0.412';
  const expected = { p50Us: 61.5, p99Us: 1220.3, p999Us: 3098, busy: 0.412 };
  t.strictSame(parseDriver(`orders/s 4085517 ${percentiles} fills 10 rejects 0\n`), { rate: 4085517, ...expected });
  t.strictSame(parseDriver(`conns/s 7488 ${percentiles} bad 0\n`), { rate: 7488, ...expected });
});

t.test('what is no report is refused', async (t) => {
  for (const text of [
    '',
    'orders/s 1',
    'orders/s x p50us 1 p99us 1 p999us 1 busy 1',
    'conns/s inf p50us 1 p99us 1 p999us 1 busy nan',
  ]) {
    t.throws(() => parseDriver(text), /no report of the load driver/, text);
  }
});

const MS = 1_000_000;

t.test('what a server still does after the load is on the bill of that load', async (t) => {
  const readings = [10 * MS, 18 * MS, 25 * MS, 25.05 * MS, 99 * MS];
  t.equal(await cpuNsWhenDone({ cpuNs: () => readings.shift()! }), 25.05 * MS);
});

t.test('of a server that polls, the time until the load ended counts', async (t) => {
  let time = 0;
  t.equal(await cpuNsWhenDone({ cpuNs: () => (time += 10 * MS) }), 10 * MS);
});
