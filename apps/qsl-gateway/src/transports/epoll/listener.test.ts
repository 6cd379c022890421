import { connectTcp, EpollSet, hasEpoll, listenTcp, raw, readTcpInfo } from '@qsl/posix';
import t, { type Test } from 'tap';
import { COUNTER_CELLS } from '../../shared/counters.ts';
import { Listener } from './listener.ts';

const skip = !hasEpoll && 'no epoll here';

/** A listener whose connections end at once, and what its turns at accepting find. */
function openListener(t: Test) {
  const { fd, host, port } = listenTcp({ host: '127.0.0.1', port: 0, nonblocking: true });
  const epoll = EpollSet.open(1);
  t.teardown(() => {
    epoll.close();
    raw.close(fd);
  });
  let taken = 0;
  const listener = new Listener(epoll, {
    fd,
    slot: 0,
    control: new Int32Array(new SharedArrayBuffer(64)),
    maxConnections: 0,
    counters: new Float64Array(COUNTER_CELLS),
    onConnection: (connection) => {
      taken++;
      raw.close(connection);
    },
    onBackOff: () => t.fail('descriptors are left'),
  });
  return {
    arrive(connections: number): void {
      for (let i = 0; i < connections; i++) raw.close(connectTcp({ host, port }));
      // Of a listener: those that wait for accept. Who has connected may not be among them yet.
      while (readTcpInfo(fd).unackedSegments < connections);
    },
    /** Takes turns as long as epoll reports the listener; gives what each took. */
    turns(): number[] {
      const takes: number[] = [];
      while (epoll.wait(0) > 0) {
        const before = taken;
        listener.accept();
        takes.push(taken - before);
      }
      return takes;
    },
  };
}

t.test('a turn takes one connection, and more only after several full ones', { skip }, async (t) => {
  const { arrive, turns } = openListener(t);
  arrive(24);
  t.same(turns(), [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]);
  arrive(3);
  t.same(turns(), [3], 'it asked for four');
  arrive(2);
  t.same(turns(), [2], 'and then for three');
});

t.test('a storm is taken in turns that grow, to a limit', { skip }, async (t) => {
  const { arrive, turns } = openListener(t);
  arrive(700);
  const takes = turns();
  t.same(
    [0, 8, 16, 24, 32, 40, 48].map((turn) => takes[turn]),
    [1, 2, 4, 8, 16, 32, 64],
  );
  t.same(takes.slice(48), [64, 64, 64, 4], 'all have been taken');
});
