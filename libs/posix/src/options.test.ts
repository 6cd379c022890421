import t from 'tap';
import { tcpPair } from '../test/sockets.ts';
import { pin } from './memory.ts';
import { getIntOption, setIntOption, setLinger, setTimeoutOption } from './options.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';
import { getsockopt } from './socket-calls.ts';

t.test('an int option that was set reads back as set', async (t) => {
  const { client } = tcpPair(t);
  for (const value of [1, 0]) {
    setIntOption(client, os.IPPROTO_TCP, os.TCP_NODELAY, value);
    t.equal(getIntOption(client, os.IPPROTO_TCP, os.TCP_NODELAY) !== 0, value !== 0);
  }
  t.equal(getIntOption(client, os.SOL_SOCKET, os.SO_TYPE), os.SOCK_STREAM);
});

t.test('a blocking recv gives up with EAGAIN at its timeout', async (t) => {
  const { client } = tcpPair(t);
  setTimeoutOption(client, os.SO_RCVTIMEO, 5);
  t.equal(raw.recv(client, pin(new Uint8Array(1)), 1, 0), -os.EAGAIN);
});

t.test('a timeout is passed on in seconds and microseconds', async (t) => {
  const { client } = tcpPair(t);
  const timeval = new BigInt64Array(2);
  const timeouts = [
    [2500, 2n, 500_000n],
    [1000, 1n, 0n],
    [0, 0n, 0n],
  ] as const;
  for (const [timeoutMs, seconds, microseconds] of timeouts) {
    setTimeoutOption(client, os.SO_SNDTIMEO, timeoutMs);
    getsockopt(client, os.SOL_SOCKET, os.SO_SNDTIMEO, new Uint8Array(timeval.buffer));
    t.same([...timeval], [seconds, microseconds], `${timeoutMs} ms`);
  }
  for (const timeoutMs of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => setTimeoutOption(client, os.SO_SNDTIMEO, timeoutMs), RangeError);
  }
});

t.test('linger is on, for the seconds given', async (t) => {
  const { client } = tcpPair(t);
  const linger = new Int32Array(2);
  setLinger(client, 3);
  getsockopt(client, os.SOL_SOCKET, os.SO_LINGER, new Uint8Array(linger.buffer));
  t.ok(linger[0]);
  t.equal(linger[1], 3);
});

t.test('failures are thrown, an option the platform lacks among them', async (t) => {
  t.throws(() => setIntOption(-1, os.SOL_SOCKET, os.SO_RCVBUF, 1), { code: 'EBADF', call: 'setsockopt' });
  t.throws(() => getIntOption(-1, os.SOL_SOCKET, os.SO_RCVBUF), { code: 'EBADF', call: 'getsockopt' });
  const { client } = tcpPair(t);
  const absent = undefined as unknown as number;
  t.throws(() => setIntOption(client, os.SOL_SOCKET, absent, 1), { code: 'ENOPROTOOPT' });
});
