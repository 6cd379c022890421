import { connectTcp, listenTcp, os, raw, setIntOption } from '@qsl/posix';
import t, { type Test } from 'tap';
import { NativeBytes } from './native-bytes.ts';
import { flush, transmit } from './outbox.ts';
import { Session } from './session.ts';

const MANY = 4 * 1024 * 1024;

/** A session whose socket takes little, and the descriptor of its other end. */
function connectedPair(t: Test): { session: Session; peer: number } {
  const listener = listenTcp({ host: '127.0.0.1', port: 0 });
  const session = new Session({ slot: 0, idHigh: 0, depth: 1 });
  session.fd = connectTcp({ host: '127.0.0.1', port: listener.port });
  const peer = raw.accept4(listener.fd, 0);
  setIntOption(session.fd, os.SOL_SOCKET, os.SO_SNDBUF, 4096);
  t.teardown(() => [listener.fd, session.fd, peer].forEach(raw.close));
  return { session, peer };
}

function pattern(length: number, salt: number): NativeBytes {
  const source = new NativeBytes(length);
  for (let i = 0; i < length; i++) source.bytes[i] = (i * 31 + salt) >> 3;
  return source;
}

t.test('what the socket does not take at once goes later, in order and unchanged', async (t) => {
  const { session, peer } = connectedPair(t);
  const first = pattern(MANY, 1);
  const second = pattern(1000, 2);
  const expected = Buffer.concat([first.bytes.subarray(7), second.bytes]);
  transmit(session, first, 7, MANY - 7);
  t.ok(session.unsent, 'the socket is full');
  transmit(session, second, 0, 1000);
  first.bytes.fill(0);
  second.bytes.fill(0);

  const received = new NativeBytes(expected.byteLength);
  let size = 0;
  while (size < expected.byteLength) {
    const n = raw.recv(peer, received.address + size, expected.byteLength - size, os.MSG_DONTWAIT);
    if (n > 0) size += n;
    else flush(session);
  }
  t.ok(expected.equals(received.bytes));
  t.equal(session.unsent, undefined);
});

t.test('a lost connection is an error, whether sending or flushing', async (t) => {
  const { session, peer } = connectedPair(t);
  const source = pattern(MANY, 1);
  transmit(session, source, 0, MANY);
  raw.close(peer);
  t.throws(
    () => {
      for (;;) flush(session);
    },
    { code: 'CONNECTION_LOST', message: /^connection 0: / },
  );
  session.unsent = undefined;
  t.throws(() => transmit(session, source, 0, 1), { code: 'CONNECTION_LOST', message: /EPIPE/ });
});
