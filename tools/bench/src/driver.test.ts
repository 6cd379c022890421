import t from 'tap';
import { parseDriver } from './driver.ts';

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
