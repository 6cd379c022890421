import t from 'tap';
import { parseTextbook } from './engine.ts';
import { parseFeed } from './feed.ts';

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
