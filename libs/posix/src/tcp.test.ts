import t from 'tap';
import { hasIpv6 } from '../test/fixtures/ipv6.ts';
import { encodeSocketAddress } from './address.ts';
import { pin } from './memory.ts';
import { setIntOption } from './options.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';
import { getDescriptorLimit, setDescriptorLimit } from './rlimit.ts';
import { openSocket, socketAddress } from './socket.ts';
import { bindSocket } from './socket-calls.ts';
import { awaitConnected, bindTcp, connectTcp, listenTcp } from './tcp.ts';

const IP_LOCAL_PORT_RANGE = 51;
const LOOPBACK = { host: '127.0.0.1', port: 0 };

t.test('a listener on port 0 says which port it got, and getsockname agrees', async (t) => {
  const listener = listenTcp(LOOPBACK);
  t.match(listener, { host: '127.0.0.1', family: 4 });
  t.ok(listener.port > 0);
  const { fd, ...address } = listener;
  t.same(socketAddress(fd), address);
  raw.close(fd);
});

t.test('IPv6 works the same', { skip: !hasIpv6 && 'this host has no ::1' }, async (t) => {
  const listener = listenTcp({ host: '::1', port: 0 });
  t.match(listener, { host: '::1', family: 6 });
  const client = connectTcp(listener);
  const server = raw.accept4(listener.fd, 0);
  t.same(socketAddress(server), { host: '::1', port: listener.port, family: 6 });
  for (const fd of [client, server, listener.fd]) raw.close(fd);
});

t.test('an IPv6 listener does not serve IPv4', { skip: !hasIpv6 && 'this host has no ::1' }, async (t) => {
  const { fd, port } = listenTcp({ host: '::', port: 0 });
  t.throws(() => connectTcp({ host: '127.0.0.1', port }), { code: 'ECONNREFUSED' });
  raw.close(fd);
});

t.test('a port in use is EADDRINUSE, and the failed socket is closed', async (t) => {
  const listener = listenTcp(LOOPBACK);
  const before = nextDescriptor();
  t.throws(() => listenTcp(listener), { name: 'PosixError', code: 'EADDRINUSE', call: 'bind' });
  t.equal(nextDescriptor(), before);
  raw.close(listener.fd);
});

t.test('a port just released can be listened on again, whatever is in TIME_WAIT', async (t) => {
  const listener = listenTcp(LOOPBACK);
  const client = connectTcp(listener);
  const server = raw.accept4(listener.fd, 0);
  // The server closes first: its end is the one that waits.
  for (const fd of [server, client, listener.fd]) raw.close(fd);
  const again = listenTcp(listener);
  t.equal(again.port, listener.port);
  raw.close(again.fd);
});

t.test('a port that is bound goes to who asks for it, and to nobody who asks for any', async (t) => {
  const held = bindTcp(LOOPBACK);
  t.teardown(() => raw.close(held.fd));
  const anyPort = { fd: openSocket({ family: 4, type: os.SOCK_STREAM, nonblocking: false }) };
  t.teardown(() => raw.close(anyPort.fd));
  setIntOption(anyPort.fd, os.SOL_SOCKET, os.SO_REUSEADDR, 1);
  const bindAny = () => bindSocket(anyPort.fd, encodeSocketAddress(LOOPBACK));
  try {
    // The one port that this socket may be given (ip(7), since Linux 6.3).
    setIntOption(anyPort.fd, 0, IP_LOCAL_PORT_RANGE, held.port | (held.port << 16));
    t.equal(bindAny(), -os.EADDRINUSE);
  } catch (error) {
    t.match(error, { code: 'ENOPROTOOPT' });
  }
  t.throws(() => bindTcp({ ...held, reuseAddress: false }), { code: 'EADDRINUSE' });
  const listener = listenTcp(held);
  t.equal(listener.port, held.port);
  raw.close(listener.fd);
});

t.test('an address of another machine cannot be listened on', async (t) => {
  t.throws(() => listenTcp({ host: '192.0.2.1', port: 0 }), { code: 'EADDRNOTAVAIL', message: /no interface/ });
});

t.test('a host or port that cannot be one is refused before any call', async (t) => {
  for (const host of ['', 'localhost', '1.2.3']) {
    t.throws(() => listenTcp({ host, port: 0 }), { code: 'BAD_HOST' }, host);
    t.throws(() => connectTcp({ host, port: 1 }), { code: 'BAD_HOST' }, host);
  }
  t.throws(() => listenTcp({ host: '127.0.0.1', port: 70000 }), { code: 'BAD_PORT' });
});

t.test('connecting where nobody listens is ECONNREFUSED', async (t) => {
  // Bound and not listening: the port is ours, so nobody else can come to listen on it.
  const fd = openSocket({ family: 4, type: os.SOCK_STREAM, nonblocking: false });
  bindSocket(fd, encodeSocketAddress(LOOPBACK));
  t.throws(() => connectTcp(socketAddress(fd)), { code: 'ECONNREFUSED', message: /^connect 127.*start the server/ });
  const refused = connectTcp({ ...socketAddress(fd), nonblocking: true });
  t.equal(awaitConnected(refused), os.ECONNREFUSED);
  raw.close(refused);
  raw.close(fd);
});

t.test('a nonblocking connect returns at once, and its end can be awaited', async (t) => {
  const listener = listenTcp(LOOPBACK);
  const connected = connectTcp({ ...listener, nonblocking: true });
  t.equal(awaitConnected(connected), 0);
  t.equal(raw.recv(connected, pin(new Uint8Array(1)), 1, 0), -os.EAGAIN, 'the socket stays nonblocking');
  raw.close(connected);
  raw.close(listener.fd);
});

t.test('out of descriptors is EMFILE', async (t) => {
  const { soft } = getDescriptorLimit();
  setDescriptorLimit(3);
  t.teardown(() => setDescriptorLimit(soft));
  t.throws(() => listenTcp(LOOPBACK), { code: 'EMFILE', call: 'socket', message: /ulimit -n/ });
});

/** The lowest free descriptor: where it does not move, nothing was left open. */
function nextDescriptor(): number {
  const fd = openSocket({ family: 4, type: os.SOCK_DGRAM, nonblocking: false });
  raw.close(fd);
  return fd;
}
