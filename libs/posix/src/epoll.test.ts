import t from 'tap';
import { tcpPair } from '../test/sockets.ts';
import { EpollSet } from './epoll.ts';
import { pin } from './memory.ts';
import { hasEpoll, os } from './platform.ts';
import { raw } from './raw.ts';

const skip = !hasEpoll && 'no epoll here';
const byte = pin(new Uint8Array(1));

function openSet(t: { teardown(close: () => void): void }, maxEvents = 8): EpollSet {
  const set = EpollSet.open(maxEvents);
  t.teardown(() => set.close());
  return set;
}

/** The events of one wait that does not block, in rising order of slot. */
function ready(set: EpollSet): { events: number; slot: number; generation: number }[] {
  const count = set.wait(0);
  return Array.from({ length: count }, (_, i) => ({
    events: set.events(i),
    slot: set.slot(i),
    generation: set.generation(i),
  })).sort((a, b) => a.slot - b.slot);
}

t.test('nothing is reported until something happens', { skip }, async (t) => {
  const { client, server } = tcpPair(t);
  const set = openSet(t);
  set.add(server, os.EPOLLIN, 3, 1);
  t.same(ready(set), []);
  raw.send(client, byte, 1, 0);
  t.same(ready(set), [{ events: os.EPOLLIN, slot: 3, generation: 1 }]);
});

t.test('slot and generation come back as given, up to the largest u32', { skip }, async (t) => {
  const first = tcpPair(t);
  const second = tcpPair(t);
  const set = openSet(t);
  set.add(first.client, os.EPOLLOUT, 0, 0);
  set.add(second.client, os.EPOLLOUT, 0xffffffff, 0xfffffffe);
  t.same(ready(set), [
    { events: os.EPOLLOUT, slot: 0, generation: 0 },
    { events: os.EPOLLOUT, slot: 0xffffffff, generation: 0xfffffffe },
  ]);
});

t.test('modify replaces the events, the slot and the generation', { skip }, async (t) => {
  const { client } = tcpPair(t);
  const set = openSet(t);
  set.add(client, os.EPOLLIN, 1, 1);
  t.same(ready(set), []);
  set.modify(client, os.EPOLLIN | os.EPOLLOUT, 2, 5);
  t.same(ready(set), [{ events: os.EPOLLOUT, slot: 2, generation: 5 }]);
});

t.test('what was removed is not reported', { skip }, async (t) => {
  const { client } = tcpPair(t);
  const set = openSet(t);
  set.add(client, os.EPOLLOUT, 1, 1);
  set.remove(client);
  t.same(ready(set), []);
});

t.test('a peer that is gone shows as end of stream and hang-up', { skip }, async (t) => {
  const { client, server } = tcpPair(t);
  const set = openSet(t);
  set.add(server, os.EPOLLIN | os.EPOLLRDHUP, 0, 0);
  raw.shutdown(client, os.SHUT_WR);
  raw.shutdown(server, os.SHUT_WR);
  t.match(ready(set), [{ events: os.EPOLLIN | os.EPOLLRDHUP | os.EPOLLHUP }]);
});

t.test('edge-triggered events are reported once', { skip }, async (t) => {
  const { client, server } = tcpPair(t);
  const set = openSet(t);
  set.add(server, os.EPOLLIN | os.EPOLLET, 0, 0);
  raw.send(client, byte, 1, 0);
  t.equal(ready(set).length, 1);
  t.equal(ready(set).length, 0);
});

t.test('no more events are reported at a time than there is room for, and none is lost', { skip }, async (t) => {
  const set = openSet(t, 2);
  for (let slot = 0; slot < 3; slot++) set.add(tcpPair(t).client, os.EPOLLOUT | os.EPOLLET, slot, 0);
  t.equal(set.wait(0), 2);
  const seen = [set.slot(0), set.slot(1)];
  t.equal(set.wait(0), 1);
  t.same([...seen, set.slot(0)].sort(), [0, 1, 2]);
});

t.test('a wait without events ends at its timeout', { skip }, async (t) => {
  t.equal(openSet(t).wait(1), 0);
});

t.test('misuse is thrown, a closed set answers -EBADF', { skip }, async (t) => {
  const { client } = tcpPair(t);
  const set = EpollSet.open(1);
  t.throws(() => set.modify(client, os.EPOLLIN, 0, 0), { code: 'ENOENT', call: 'epoll_ctl' });
  t.throws(() => set.remove(client), { code: 'ENOENT' });
  set.add(client, os.EPOLLIN, 0, 0);
  t.throws(() => set.add(client, os.EPOLLIN, 0, 0), { code: 'EEXIST', message: `descriptor ${client}` });
  t.throws(() => set.add(-1, os.EPOLLIN, 0, 0), { code: 'EBADF' });
  set.close();
  t.equal(set.wait(0), -os.EBADF);
  for (const maxEvents of [0, -1, 1.5]) t.throws(() => EpollSet.open(maxEvents), RangeError);
});
