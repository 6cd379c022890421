import { setTimeout as delay } from 'node:timers/promises';
import { EpollSet, hasEpoll, os, raw } from '@qsl/posix';
import t from 'tap';
import { PATIENCE_MS } from '../../../test/peer.ts';
import { Ticker } from './ticker.ts';

const skip = !hasEpoll && 'timer descriptors need Linux';

t.test('a tick is a quarter of the shortest time, within bounds', { skip }, async (t) => {
  const cases: [shortestMs: number, tickMs: number][] = [
    [1, 10],
    [40, 10],
    [100, 25],
    [999, 249],
    [1000, 250],
    [60_000, 250],
  ];
  for (const [shortestMs, tickMs] of cases) {
    const ticker = new Ticker(shortestMs);
    t.equal(ticker.tickMs, tickMs, `${shortestMs} ms`);
    raw.close(ticker.fd);
  }
});

t.test('a time is so many whole ticks, rounded up, and none means never', { skip }, async (t) => {
  const ticker = new Ticker(100);
  t.same(
    [1, 25, 26, 100, 0].map((timeMs) => ticker.ticksIn(timeMs)),
    [1, 1, 2, 4, Number.POSITIVE_INFINITY],
  );
  raw.close(ticker.fd);
});

t.test('it counts ticks while it runs, and is silent when stopped', { skip }, async (t) => {
  const ticker = new Ticker(40);
  const epoll = EpollSet.open(1);
  epoll.add(ticker.fd, os.EPOLLIN, 0, 0);
  t.equal(epoll.wait(0), 0, 'not started');
  ticker.start();
  t.equal(epoll.wait(PATIENCE_MS), 1);
  ticker.advance();
  const first = ticker.now;
  t.ok(first >= 1);
  t.equal(epoll.wait(PATIENCE_MS), 1, 'it goes on');
  ticker.start();
  ticker.advance();
  t.ok(ticker.now > first, 'started twice, it still counts');
  ticker.stop();
  t.equal(epoll.wait(4 * ticker.tickMs), 0, 'stopped');
  ticker.start();
  t.equal(epoll.wait(PATIENCE_MS), 1, 'and started again');
  epoll.close();
  raw.close(ticker.fd);
});

t.test('however many ticks have passed unseen, they count as one', { skip }, async (t) => {
  const ticker = new Ticker(40);
  ticker.start();
  await delay(5 * ticker.tickMs);
  ticker.advance();
  t.equal(ticker.now, 1);
  raw.close(ticker.fd);
});
