import { closeMessageRing } from '@qsl/market-data';
import { Engine, Side, TimeInForce } from '@qsl/matching-engine';
import { addressOf, os, raw } from '@qsl/posix';
import { udpPair } from '@qsl/posix/testing';
import t from 'tap';
import { createSharedState } from '../shared/shared-state.ts';
import { collectStats, summarise } from '../stats.ts';
import { LiveFeed } from './live-feed.ts';
import { sendFeed } from './send-feed.ts';
import { createSharedFeed } from './shared-feed.ts';

/** The md_seq of every datagram that waits. */
function numbersAt(fd: number): number[] {
  const datagram = Buffer.alloc(64);
  const numbers: number[] = [];
  while (raw.recv(fd, addressOf(datagram), 64, os.MSG_DONTWAIT) > 0) numbers.push(Number(datagram.readBigUInt64BE(8)));
  return numbers;
}

t.test(
  'what finds the ring full is counted, and its number is missing; what waits is sent before the end',
  async (t) => {
    const { sender, receiver } = udpPair(t);
    const engine = Engine.create({ maxOrders: 16, maxSymbols: 1 }, { shared: true });
    engine.addSymbol();
    const feed = createSharedFeed(1, 4);
    const shared = createSharedState(engine, 1, { feed });
    const threads = [new LiveFeed(engine, feed), new LiveFeed(engine, feed)];
    let price = 0;
    const raiseTheBid = (thread: LiveFeed, times: number) => {
      thread.begin();
      for (let i = 0; i < times; i++) {
        engine.submitLimit(0, Side.Buy, 0, ++price, price, 1, TimeInForce.GoodTillCancel);
        thread.publish(0);
      }
      thread.commit();
    };
    const marketData = () => collectStats('threaded', shared, 1, 0).marketData;
    raiseTheBid(threads[0]!, 3);
    raiseTheBid(threads[1]!, 3);
    t.same(marketData(), { published: 6, sent: 0, dropped: 2, failed: 0 });
    closeMessageRing(feed.ring);
    sendFeed(sender, feed);
    t.same(numbersAt(receiver), [1, 2, 3, 4]);
    raiseTheBid(threads[0]!, 1);
    sendFeed(sender, feed);
    t.same(numbersAt(receiver), [7]);
    t.match(marketData(), { published: 7, dropped: 2 });
    t.match(
      summarise(collectStats('threaded', shared, 1, 0)),
      /; 7 market data messages, 1 sent, 2 dropped, 0 failed$/,
    );
  },
);
