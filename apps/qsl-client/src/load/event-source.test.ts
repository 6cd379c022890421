import { drainEventfd, EpollSet, openEventfd, os, raw, signalEventfd } from '@qsl/posix';
import t, { type Test } from 'tap';
import { EventSource } from './event-source.ts';

function watched(t: Test, spin: boolean): { source: EventSource; eventfd: number } {
  const set = EpollSet.open(4);
  const eventfd = openEventfd();
  set.add(eventfd, os.EPOLLIN, 0, 0);
  t.teardown(() => {
    set.close();
    raw.close(eventfd);
  });
  return { source: new EventSource({ set, spin }), eventfd };
}

for (const spin of [false, true]) {
  const how = spin ? 'polling' : 'sleeping';
  t.test(`${how}: a wait that ends for want of events was idle all the time`, async (t) => {
    const { source } = watched(t, spin);
    const start = performance.now();
    t.equal(source.wait(20.5), 0);
    const tookMs = performance.now() - start;
    t.ok(tookMs >= 20.5, `not before its time: ${tookMs}`);
    t.ok(source.idleMs >= 20.5 && source.idleMs <= tookMs, `idle for ${source.idleMs} of ${tookMs}`);
  });

  t.test(`${how}: what is ready is had without waiting`, async (t) => {
    const { source, eventfd } = watched(t, spin);
    signalEventfd(eventfd);
    t.equal(source.wait(10_000), 1);
    t.equal(source.wait(0), 1);
    t.equal(source.idleMs, 0);
    drainEventfd(eventfd);
    t.equal(source.wait(-1), 0, 'a time that is past is no wait');
  });
}
