import t from 'tap';
import { tcpPair } from '../test/sockets.ts';
import { pin } from './memory.ts';
import { setLinger } from './options.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';
import { connectTcp, listenTcp } from './tcp.ts';

t.test('bytes travel from and to any offset of a buffer, and nothing beside them changes', async (t) => {
  const { client, server } = tcpPair(t);
  const out = Uint8Array.from([9, 9, 1, 2, 3, 9]);
  const into = new Uint8Array(8);
  t.equal(raw.send(client, pin(out) + 2, 3, os.MSG_NOSIGNAL), 3);
  t.equal(raw.recv(server, pin(into) + 4, 3, 0), 3);
  t.same([...into], [0, 0, 0, 0, 1, 2, 3, 0]);
});

t.test('recv takes what there is, up to the length asked', async (t) => {
  const { client, server } = tcpPair(t);
  const bytes = Uint8Array.from([1, 2, 3, 4, 5]);
  raw.send(client, pin(bytes), 5, 0);
  const into = new Uint8Array(16);
  t.equal(raw.recv(server, pin(into), 2, os.MSG_PEEK), 2);
  t.equal(raw.recv(server, pin(into), 4, os.MSG_WAITALL), 4);
  t.equal(raw.recv(server, pin(into), 16, 0), 1);
  t.equal(into[0], 5);
});

t.test('nothing to read is -EAGAIN on a nonblocking socket', async (t) => {
  const { server } = tcpPair(t);
  t.equal(raw.recv(server, pin(new Uint8Array(1)), 1, os.MSG_DONTWAIT), -os.EAGAIN);
});

t.test(
  'accept4 answers -EAGAIN without a connection, and its flags make the new socket nonblocking or not',
  async (t) => {
    const listener = listenTcp({ host: '127.0.0.1', port: 0, nonblocking: true });
    const byte = pin(new Uint8Array(1));
    t.equal(raw.accept4(listener.fd, 0), -os.EAGAIN);
    const client = connectTcp(listener);
    const server = raw.accept4(listener.fd, os.SOCK_NONBLOCK | os.SOCK_CLOEXEC);
    t.equal(raw.recv(server, byte, 1, 0), -os.EAGAIN);
    for (const fd of [client, server, listener.fd]) t.equal(raw.close(fd), 0);
  },
);

t.test('a half-closed peer reads as end of stream and can still be answered', async (t) => {
  const { client, server } = tcpPair(t);
  const byte = pin(new Uint8Array(1));
  t.equal(raw.shutdown(client, os.SHUT_WR), 0);
  t.equal(raw.recv(server, byte, 1, 0), 0);
  t.equal(raw.send(server, byte, 1, os.MSG_NOSIGNAL), 1);
  t.equal(raw.recv(client, byte, 1, 0), 1);
});

t.test('sending where nobody can read any more is -EPIPE, not a signal', async (t) => {
  const { client } = tcpPair(t);
  raw.shutdown(client, os.SHUT_WR);
  t.equal(raw.send(client, pin(new Uint8Array(1)), 1, os.MSG_NOSIGNAL), -os.EPIPE);
});

t.test('closing with linger 0 resets the connection', async (t) => {
  const listener = listenTcp({ host: '127.0.0.1', port: 0 });
  const client = connectTcp(listener);
  const server = raw.accept4(listener.fd, 0);
  setLinger(client, 0);
  raw.close(client);
  t.equal(raw.recv(server, pin(new Uint8Array(1)), 1, 0), -os.ECONNRESET);
  raw.close(server);
  raw.close(listener.fd);
});

t.test('a descriptor that is not open is -EBADF for every call', async (t) => {
  const memory = pin(new Uint8Array(64));
  const results = [
    raw.recv(-1, memory, 1, 0),
    raw.send(-1, memory, 1, 0),
    raw.read(-1, memory, 1),
    raw.write(-1, memory, 1),
    raw.accept4(-1, 0),
    raw.shutdown(-1, os.SHUT_RDWR),
    raw.close(-1),
  ];
  t.same(new Set(results), new Set([-os.EBADF]));
  const { fd } = listenTcp({ host: '127.0.0.1', port: 0 });
  t.same([raw.close(fd), raw.close(fd)], [0, -os.EBADF]);
});

t.test('poll tells a writable socket from a silent one', async (t) => {
  const { client } = tcpPair(t);
  const pollfd = new Int16Array(new Int32Array([client, os.POLLIN]).buffer);
  t.equal(raw.poll(pin(pollfd), 1, 0), 0);
  pollfd[2] = os.POLLIN | os.POLLOUT;
  t.equal(raw.poll(pin(pollfd), 1, 0), 1);
  t.equal(pollfd[3], os.POLLOUT);
});
