/** The golden feeds, published by the real process and captured by a socket that is none of ours. */
import { createHash } from 'node:crypto';
import { goldenFeeds, noGoldenFeeds } from '@qsl/market-data/testing';
import t from 'tap';
import { capture } from './support/capture.ts';
import { publish, run } from './support/mdfeed.ts';

/** Slow enough for any machine to keep up with where a burst would overflow a buffer. */
const SAFE_RATE = '10000';
const BURST = 1000;

t.test('the golden feeds arrive byte for byte', { skip: noGoldenFeeds }, async (t) => {
  for (const { seed, orders, symbols, ...golden } of goldenFeeds()) {
    t.equal(symbols, 3, 'as the program has it');
    const { port, datagrams } = await capture(t);
    const pace = golden.datagrams > BURST ? ['--rate', SAFE_RATE] : [];
    const report = await publish(port, seed, String(orders), ...pace);
    const captured = await datagrams();
    const bytes = Buffer.concat(captured);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { length } = captured;
    t.strictSame({ datagrams: length, bytes: bytes.length, sha256 }, golden, `${orders} orders`);
    t.match(report, { published: length, sent: length, bytes: bytes.length, failed: 0, failures: {} });
  }
});

t.test('the default is seed 42 and 200 orders, and the last line tells how far the feed went', async (t) => {
  const { port, datagrams } = await capture(t);
  const { status, stdout, stderr } = await run('publish', String(port));
  const { length } = await datagrams();
  t.equal(length, 162);
  t.match(stdout, `failed sends: 0\npublished market data (md_seq up to ${length}) to 127.0.0.1:${port}\n`);
  t.ok(stdout.endsWith(`:${port}\n`));
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
});

t.test('whatever the batch, the feed is the same', async (t) => {
  const feeds = [];
  for (const batch of ['1', '7', '64', '1024']) {
    const { port, datagrams } = await capture(t);
    await publish(port, '18446744073709551615', '200', '--batch', batch);
    feeds.push(Buffer.concat(await datagrams()).toString('hex'));
  }
  t.ok(feeds[0]!.length > 1000);
  t.equal(new Set(feeds).size, 1);
});

t.test('no orders, no datagrams', async (t) => {
  const { port, datagrams } = await capture(t);
  const { status, stdout } = await run('publish', String(port), '42', '0');
  t.equal(status, 0);
  t.match(stdout, `published market data (md_seq up to 0) to 127.0.0.1:${port}\n`);
  t.strictSame(await datagrams(), []);
});
