import t from 'tap';
import { hasIpv6 } from '../test/fixtures/ipv6.ts';
import { deadUdpPort } from '../test/sockets.ts';
import { encodeSocketAddress } from './address.ts';
import { pin } from './memory.ts';
import { setTimeoutOption } from './options.ts';
import { os, platform } from './platform.ts';
import { raw } from './raw.ts';
import { socketAddress } from './socket.ts';
import { getsockopt } from './socket-calls.ts';
import {
  bindUdp,
  connectUdp,
  joinGroup,
  openUdp,
  requestReceiveBuffer,
  setMulticastHops,
  setMulticastInterface,
  setMulticastLoop,
} from './udp.ts';

const LOOPBACK = '127.0.0.1';
const GROUP = '239.255.19.71';
/** Far above any scheduling delay: it is waited for only where a datagram is missing. */
const PATIENCE_MS = 60_000;

/** A UDP socket that is closed when the test ends. */
function udp(t: { teardown(close: () => void): void }, family: 4 | 6 = 4): number {
  const fd = openUdp({ family });
  setTimeoutOption(fd, os.SO_RCVTIMEO, PATIENCE_MS);
  t.teardown(() => raw.close(fd));
  return fd;
}

function received(fd: number, flags = 0): number[] | number {
  const bytes = new Uint8Array(64);
  const n = raw.recv(fd, pin(bytes), bytes.byteLength, flags);
  return n < 0 ? n : [...bytes.subarray(0, n)];
}

t.test('a datagram sent to an address arrives whole', async (t) => {
  const [receiver, sender] = [udp(t), udp(t)];
  bindUdp(receiver, { host: LOOPBACK, port: 0 });
  const to = encodeSocketAddress(socketAddress(receiver));
  const bytes = Uint8Array.of(1, 2, 3);
  t.equal(raw.sendto(sender, pin(bytes), 3, 0, pin(to), to.byteLength), 3);
  t.same(received(receiver), [1, 2, 3]);
});

t.test('a connected socket needs no address', { skip: !hasIpv6 && 'this host has no ::1' }, async (t) => {
  const [receiver, sender] = [udp(t, 6), udp(t, 6)];
  bindUdp(receiver, { host: '::1', port: 0 });
  connectUdp(sender, socketAddress(receiver));
  t.equal(raw.send(sender, pin(Uint8Array.of(7)), 1, 0), 1);
  t.same(received(receiver), [7]);
});

t.test('a receiver that does not listen shows as ECONNREFUSED to a connected sender', async (t) => {
  const sender = udp(t);
  connectUdp(sender, { host: LOOPBACK, port: deadUdpPort(t) });
  raw.send(sender, pin(Uint8Array.of(7)), 1, 0);
  t.equal(received(sender), -os.ECONNREFUSED);
});

t.test('a port in use is EADDRINUSE, a bad host is refused', async (t) => {
  const [first, second] = [udp(t), udp(t)];
  bindUdp(first, { host: LOOPBACK, port: 0 });
  t.throws(() => bindUdp(second, socketAddress(first)), { code: 'EADDRINUSE', call: 'bind' });
  t.throws(() => bindUdp(second, { host: 'localhost', port: 0 }), { code: 'BAD_HOST' });
  t.throws(() => connectUdp(second, { host: '1.2.3', port: 1 }), { code: 'BAD_HOST' });
});

t.test('a receive buffer is asked for and what was granted is told: Linux doubles it', async (t) => {
  const requestedBytes = 16384;
  const grantedBytes = platform === 'linux' ? 2 * requestedBytes : requestedBytes;
  t.same(requestReceiveBuffer(udp(t), requestedBytes), { requestedBytes, grantedBytes });
});

t.test('members of a multicast group get what is sent to it through their interface', async (t) => {
  const [member, stranger, sender] = [udp(t), udp(t), udp(t)];
  bindUdp(member, { host: platform === 'linux' ? GROUP : '0.0.0.0', port: 0 });
  joinGroup(member, { group: GROUP, interfaceHost: LOOPBACK });
  setMulticastInterface(sender, LOOPBACK);
  setMulticastHops(sender, 0);
  connectUdp(sender, { host: GROUP, port: socketAddress(member).port });
  t.equal(raw.send(sender, pin(Uint8Array.of(5)), 1, 0), 1);
  t.same(received(member), [5]);
  t.equal(received(stranger, os.MSG_DONTWAIT), -os.EAGAIN);
});

t.test('multicast options read back as set', async (t) => {
  const sender = udp(t);
  const option = new Uint8Array(1);
  for (const on of [false, true]) {
    setMulticastLoop(sender, on);
    getsockopt(sender, os.IPPROTO_IP, os.IP_MULTICAST_LOOP, option);
    t.equal(option[0], on ? 1 : 0);
  }
  setMulticastHops(sender, 7);
  getsockopt(sender, os.IPPROTO_IP, os.IP_MULTICAST_TTL, option);
  t.equal(option[0], 7);
});

t.test('multicast takes IPv4 addresses alone', async (t) => {
  t.throws(() => joinGroup(-1, { group: 'ff02::1', interfaceHost: LOOPBACK }), { code: 'BAD_HOST' });
  t.throws(() => joinGroup(udp(t), { group: LOOPBACK, interfaceHost: LOOPBACK }), { code: 'EINVAL' });
});
