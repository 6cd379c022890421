import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { cpus, networkInterfaces, uptime } from 'node:os';
import t from 'tap';
import {
  readCpuinfo,
  readLoadavg,
  readNetCore,
  readNetstat,
  readSnmp,
  readSocketDescriptors,
  readSoftnet,
  readTcpSockets,
  readUdpSockets,
  readUptime,
} from '../src/index.ts';
import { spinUntil } from './spin-until.ts';

const skip = process.platform === 'linux' ? false : 'needs /proc, that is Linux';
const skipIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
  ? skip
  : 'needs an IPv6 loopback interface';
/** Process 1 must be somebody else's: true for everyone but root, who becomes somebody else for the test. */
const skipOwned =
  skip || (process.getuid?.() !== 0 && statSync('/proc/1').uid === process.getuid?.() && 'process 1 is mine');
const HOST = '127.0.0.1';

const ownInodes = () => new Set(readSocketDescriptors({ pid: process.pid }).map(({ inode }) => inode));
const ownUdpSockets = () => {
  const inodes = ownInodes();
  return readUdpSockets().filter(({ inode }) => inodes.has(inode));
};
const ownTcpSockets = () => {
  const inodes = ownInodes();
  return readTcpSockets().filter(({ inode }) => inodes.has(inode));
};

t.test('a UDP socket is found by its inode, and only while it is open', { skip }, async (t) => {
  await using socket = createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  const { port } = socket.address();
  const found = ownUdpSockets().filter(({ local }) => local.port === port);
  t.match(found, [{ local: { family: 'IPv4', host: HOST, port }, state: 'CLOSE', uid: process.geteuid?.(), drops: 0 }]);
  t.equal(found.length, 1);
  socket.close();
  await once(socket, 'close');
  t.notOk(readUdpSockets().some(({ inode }) => inode === found[0]?.inode));
});

t.test('datagrams that do not fit show as drops of that socket and as errors of the namespace', { skip }, async (t) => {
  await using receiver = createSocket({ type: 'udp4', recvBufferSize: 2048 });
  await using sender = createSocket('udp4');
  receiver.bind(0, HOST);
  await once(receiver, 'listening');
  const { port } = receiver.address();
  sender.connect(port, HOST);
  await once(sender, 'connect');
  const before = readSnmp().udp;
  const DATAGRAMS = 100;
  // Sent without a turn of the event loop in between, so that the receiver cannot read meanwhile.
  for (let sent = 0; sent < DATAGRAMS; sent++) sender.send(Buffer.alloc(512));
  const read = () => ownUdpSockets().find(({ local }) => local.port === port)!;
  // Delivery over loopback may be left to a kernel thread; all that cannot wait in 2 KiB must be dropped in the end.
  spinUntil('half of the datagrams to be dropped', () => read().drops! >= DATAGRAMS / 2);
  const { drops, rxQueue } = read();
  t.ok(rxQueue > 0, 'some wait in the buffer');
  t.ok(drops! < DATAGRAMS, 'and so were not dropped');
  const after = readSnmp().udp;
  t.ok(after.rcvbufErrors - before.rcvbufErrors >= drops!);
  t.ok(after.inErrors - before.inErrors >= drops!);
  t.ok(after.outDatagrams - before.outDatagrams >= DATAGRAMS);
});

t.test('a listener and both ends of a connection are found with their states', { skip }, async (t) => {
  await using server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const before = readSnmp().tcp;
  await using client = connect(port, HOST);
  const [connection] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
  await using _accepted: Socket = connection[0];
  const sockets = ownTcpSockets();
  t.match(
    sockets
      .filter(({ local }) => local.port === port)
      .map(({ state }) => state)
      .sort(),
    ['ESTABLISHED', 'LISTEN'],
  );
  t.match(
    sockets.find(({ remote }) => remote.port === port),
    { local: { host: HOST, port: client.localPort }, state: 'ESTABLISHED', txQueue: 0 },
  );
  t.ok(readSnmp().tcp.activeOpens > before.activeOpens);
});

t.test('connections that nobody accepts wait in the backlog, and those beyond it overflow', { skip }, async (t) => {
  await using server = createServer().listen({ port: 0, host: HOST, backlog: 1 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const before = readNetstat().tcpExt;
  const script = `for (let i = 0; i < 8; i++) require('node:net').connect(${port}, '${HOST}').on('error', () => {})`;
  const clients = spawn(process.execPath, ['-e', script]);
  t.teardown(() => clients.kill());
  const closed = once(clients, 'close');
  const listener = () => ownTcpSockets().find(({ local, state }) => local.port === port && state === 'LISTEN');
  // Nothing is accepted while this waits, for the event loop does not turn. Others in the namespace may add to its counters.
  spinUntil('a full backlog, an overflow and a drop', () => {
    const { listenOverflows, listenDrops } = readNetstat().tcpExt;
    const isCounted = listenOverflows > before.listenOverflows && listenDrops > before.listenDrops;
    // The kernel lets one more wait than the backlog says (sk_acceptq_is_full compares with ">").
    return isCounted && listener()!.rxQueue >= 2;
  });
  t.equal(listener()!.rxQueue, 2);
  clients.kill();
  await closed;
});

t.test('an IPv6 listener is found under its address', { skip: skipIpv6 }, async (t) => {
  await using server = createServer().listen(0, '::1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const found = ownTcpSockets().filter(({ local }) => local.port === port);
  t.match(found, [{ local: { family: 'IPv6', host: '::1', port }, state: 'LISTEN' }]);
});

t.test('what else is read of this machine agrees with what the runtime says of it', { skip }, async (t) => {
  t.equal(readCpuinfo().processors, cpus().length);
  const started = readUptime().sinceBootSeconds;
  const now = uptime();
  // /proc/uptime cuts off after 10 ms.
  t.ok(started <= now && now <= readUptime().sinceBootSeconds + 0.01);
  const load = readLoadavg();
  t.ok(load.runnable >= 1 && load.threads >= load.runnable, 'the reader itself runs');
  t.ok(readSoftnet().some(({ processed }) => processed > 0));
  t.ok(readNetCore().somaxconn! > 0);
});

t.test("another user's descriptors are refused with what to do about it", { skip: skipOwned }, async (t) => {
  const script = `
    const { readSocketDescriptors } = await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url))});
    if (process.getuid() === 0) process.setuid(65534);
    try { readSocketDescriptors({ pid: 1 }); } catch ({ code, message }) { console.log(JSON.stringify({ code, message })); }
  `;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  t.match(JSON.parse(stdout), { code: 'QSL_PROCFS_UNAVAILABLE', message: /permission denied\. Run as .* or as root/ });
});
