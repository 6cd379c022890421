/** The feed of the golden vectors, where they are at hand, and the publisher against the rules written down naively. */
import { createHash } from 'node:crypto';
import { type FlowOptions, OrderFlow } from '@qsl/order-flow';
import t from 'tap';
import { createFeedMemory, createPublish, MessageEncoder } from '../src/index.ts';
import { DatagramList } from './datagram-list.ts';
import { goldenFeeds, noGoldenFeeds } from './golden-feeds.ts';
import { naiveFeed } from './naive-feed.ts';

function feed(options: FlowOptions): Buffer[] {
  const flow = new OrderFlow(options);
  const list = new DatagramList();
  const publish = createPublish(flow.engine, createFeedMemory(options.symbols), new MessageEncoder(list));
  while (flow.next()) if (flow.tookEffect) publish(flow.symbol);
  return list.datagrams;
}

t.test('the golden feeds', { skip: noGoldenFeeds }, async (t) => {
  const golden = goldenFeeds();
  t.ok(golden.length > 0);
  for (const { seed, symbols, orders, ...expected } of golden) {
    const datagrams = feed({ seed: BigInt(seed), symbols, orders });
    const bytes = Buffer.concat(datagrams);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    t.strictSame({ datagrams: datagrams.length, bytes: bytes.length, sha256 }, expected, `${orders} orders`);
  }
});

t.test('the feed is what the rules say, datagram for datagram', async (t) => {
  const cases = [
    { seed: 42n, symbols: 3, orders: 1500 },
    { seed: 0n, symbols: 1, orders: 1000 },
    { seed: 2n ** 64n - 1n, symbols: 20, orders: 1500 },
  ];
  for (const options of cases) {
    const [given, expected] = [feed(options), [...naiveFeed(options)]];
    const firstOther = expected.findIndex((datagram, i) => !given[i]?.equals(datagram));
    t.equal(firstOther, -1, `seed ${options.seed}`);
    t.equal(given.length, expected.length);
  }
});
