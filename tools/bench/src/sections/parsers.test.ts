import t from 'tap';
import { parseTextbook } from './engine.ts';
import { compareFeeds, parseFeed } from './feed.ts';

t.test('the line of the textbook engine is read, and nothing else', async (t) => {
  const line = 'textbook engine: 118.4 ns/order over 20000000 orders (1000000 warm-up), checksum 4113\n';
  t.strictSame(parseTextbook(line), { nsPerOrder: 118.4, checksum: 4113 });
  for (const text of ['', 'textbook engine: fast', line.replace('4113', '')]) t.throws(() => parseTextbook(text));
});

t.test('feeds are read by their last line, whatever they call a datagram', async (t) => {
  const expected = { datagrams: 7, elapsedMs: 2.5, cpuMs: 1 };
  for (const name of ['datagrams', 'published', 'received']) {
    t.strictSame(parseFeed(`ready 4242\n{"${name}":7,"elapsedMs":2.5,"cpuMs":1}\n`), expected, name);
  }
  for (const text of ['', '{}', '{"received":0,"elapsedMs":0,"cpuMs":1}']) t.throws(() => parseFeed(text), text);
});

t.test('a feed is judged by rate only where neither side waited for the other end of it', async (t) => {
  const runs = (elapsedMs: number, cpuMs: number) => Array(5).fill({ datagrams: 100_000, elapsedMs, cpuMs });
  const busy = compareFeeds(runs(100, 98), runs(80, 80));
  t.match(busy, {
    figure: { value: 0.8 },
    notes: ['busy 98 % of the time, C 100 %: judged by rate', /^by CPU time 0.82/],
  });
  const waited = compareFeeds(runs(100, 96), runs(100, 72));
  t.match(waited, { figure: { value: 0.75 }, ours: '1.00 M datagrams/s', notes: [/C 72 %: judged by CPU time$/] });
  t.match(compareFeeds(runs(100, 75), runs(75, 75)), { figure: { value: 1 } }, 'ours, too');
});
