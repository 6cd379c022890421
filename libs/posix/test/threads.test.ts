import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { gettid, hasEpoll, openEventfd, os, pin, raw, setTimeoutOption, signalEventfd } from '../src/index.ts';
import type { Wait } from './fixtures/waiting-worker.ts';
import { tcpPair } from './sockets.ts';

const PATIENCE_MS = 60_000;

/** A worker that has said it is about to block; `result` is what it says afterwards. */
async function blockedWorker(workerData: Wait) {
  const worker = new Worker(new URL('./fixtures/waiting-worker.ts', import.meta.url), { workerData });
  const [{ tid }] = await once(worker, 'message');
  return { tid: tid as number, result: once(worker, 'message').then(([result]) => result) };
}

t.test('a signalled eventfd ends another thread’s epoll_wait', { skip: !hasEpoll && 'no epoll' }, async (t) => {
  const eventfd = openEventfd();
  t.teardown(() => raw.close(eventfd));
  const { tid, result } = await blockedWorker({ call: 'epoll', eventfd });
  t.not(tid, gettid());
  signalEventfd(eventfd);
  t.same(await result, { count: 1, slot: 4, generation: 9, signals: 1 });
});

t.test('a worker blocks in recv, the main thread runs on, and the bytes land in shared memory', async (t) => {
  const { client, server } = tcpPair(t);
  setTimeoutOption(server, os.SO_RCVTIMEO, PATIENCE_MS);
  const memory = new SharedArrayBuffer(16);
  const { result } = await blockedWorker({ call: 'recv', fd: server, memory });
  raw.send(client, pin(Uint8Array.of(6, 7)), 2, 0);
  t.same(await result, { result: 2 });
  t.same([...new Uint8Array(memory, 0, 3)], [6, 7, 0]);
});

t.test('shutdown ends another thread’s recv', async (t) => {
  const { server } = tcpPair(t);
  setTimeoutOption(server, os.SO_RCVTIMEO, PATIENCE_MS);
  const { result } = await blockedWorker({ call: 'recv', fd: server, memory: new SharedArrayBuffer(16) });
  raw.shutdown(server, os.SHUT_RDWR);
  t.same(await result, { result: 0 });
});
