import { addressOf, EpollSet, listenTcp, os, raw, setIntOption } from '@qsl/posix';
import t, { type Test } from 'tap';
import { ScriptedConnection } from './connection.ts';
import { Hindrance } from './hindrance.ts';
import type { ConnectionScript } from './script.ts';

const HOST = '127.0.0.1';
const WAIT_MS = 10_000;
const skip = process.platform !== 'linux' && 'needs Linux';

const FRAME_BYTES = 24; // a Heartbeat

const scriptOf = (frames: number, pace: ConnectionScript['pace']): ConnectionScript => ({
  ...{ waitMs: 0, requests: Array(frames).fill({ kind: 'heartbeat', token: 1n }), pace },
  ...{ reading: 'prompt', ending: 'close' },
});

/** A connection at time 0 to a peer with little room, which reads when it is told to. */
function connect(t: Test, script: ConnectionScript) {
  const { fd: listenerFd, port } = listenTcp({ host: HOST, port: 0 });
  setIntOption(listenerFd, os.SOL_SOCKET, os.SO_RCVBUF, 32_768);
  const epoll = EpollSet.open(8);
  const hindrance = new Hindrance(process.pid, 0, () => new Map());
  const connection = new ScriptedConnection(script, { host: HOST, port, epoll, slot: 0, nowMs: 0, hindrance });
  const peerFd = raw.accept4(listenerFd, os.SOCK_CLOEXEC);
  t.teardown(() => {
    for (const fd of [listenerFd, peerFd]) raw.close(fd);
    epoll.close();
  });
  const chunk = new Uint8Array(64 * 1024);
  const read = () => {
    while (raw.recv(peerFd, addressOf(chunk), chunk.length, os.MSG_DONTWAIT) > 0);
  };
  const onEvents = (nowMs: number) => {
    const count = epoll.wait(WAIT_MS);
    for (let i = 0; i < count; i++) connection.onEvents(epoll.events(i), nowMs);
  };
  return { connection, read, onEvents };
}

t.test('a client whose peer gives it no room is not late', { skip }, async (t) => {
  const { connection, read, onEvents } = connect(t, scriptOf(200_000, { pieces: [FRAME_BYTES * 1000], pauseMs: 0 }));
  while (connection.dueMs === 0) connection.act(0);
  t.ok(connection.dueMs > WAIT_MS, 'it waits for room');
  while (connection.end === undefined) {
    read();
    onEvents(WAIT_MS);
    connection.act(WAIT_MS);
  }
  t.match(connection.heard, { end: 'ours', quietMs: WAIT_MS, hindered: { ms: 0, by: undefined } });
});

t.test('a client that is asked to send after it wanted to is', { skip }, async (t) => {
  const { connection } = connect(t, scriptOf(3, { pieces: [FRAME_BYTES], pauseMs: 10 }));
  for (const nowMs of [0, 10, 1020]) connection.act(nowMs);
  t.match(connection.heard, { end: 'ours', quietMs: 1010, hindered: { ms: 1000, by: 'late client' } });
});
