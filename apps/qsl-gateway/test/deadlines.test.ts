/** Connections that say nothing, or begin what they do not finish. */
import { setTimeout as delay } from 'node:timers/promises';
import { os, setIntOption } from '@qsl/posix';
import t from 'tap';
import { heartbeatAcks, heartbeats, newOrder } from './frames.ts';
import { startGateway, transports } from './harness.ts';
import { Peer } from './peer.ts';

for (const transport of transports) {
  t.test(`${transport}: a connection without a byte is ended, after its answers`, async (t) => {
    const gateway = await startGateway(t, { transport, args: ['--idle-timeout', '300ms', '--frame-timeout', '0'] });
    const peers = Array.from({ length: 3 }, () => Peer.connect(t, gateway));
    peers[1]!.send(heartbeats(2));
    peers[2]!.send(heartbeats(1).subarray(0, 10));
    const expected = [Buffer.alloc(0), heartbeatAcks(2), Buffer.alloc(0)];
    t.same(
      peers.map((peer) => peer.receiveToEnd()),
      expected,
    );
    for (const peer of peers) peer.close();
    t.match(await gateway.stop(), { stats: { closed: { idleTimeout: 3, frameTimeout: 0 } } });
  });

  t.test(`${transport}: a frame that drips in is ended by its deadline, though never idle`, async (t) => {
    const gateway = await startGateway(t, { transport, args: ['--idle-timeout', '60s', '--frame-timeout', '400ms'] });
    const patient = Peer.connect(t, gateway);
    patient.roundTrip();
    const peer = Peer.connect(t, gateway);
    peer.roundTrip();
    const frame = newOrder({ id: 1n });
    let hasEnded = false;
    for (let i = 0; i < frame.length - 1 && !hasEnded; i++) {
      peer.send(frame.subarray(i, i + 1));
      hasEnded = peer.endsWithin(40);
    }
    if (!hasEnded) t.equal(peer.receiveToEnd().length, 0);
    peer.close();
    patient.roundTrip();
    t.match(await gateway.stop(), { stats: { closed: { frameTimeout: 1, idleTimeout: 0 }, orders: 0 } });
  });
}

t.test('a connection that goes on is ended neither for idleness nor for its whole frames', async (t) => {
  const [idleMs, pauseMs, rounds] = [1500, 200, 10];
  const args = ['--idle-timeout', `${idleMs}ms`, '--frame-timeout', '400ms'];
  const gateways = await Promise.all(transports.map((transport) => startGateway(t, { transport, args })));
  const peers = new Set(gateways.map((gateway) => ({ peer: Peer.connect(t, gateway), sentAt: performance.now() })));
  for (let round = 0; round < rounds; round++) {
    for (const connection of peers) {
      const { peer, sentAt } = connection;
      connection.sentAt = performance.now();
      try {
        peer.roundTrip(round);
      } catch {
        // The machine may stall; only then may a connection have been idle.
        t.ok(performance.now() - sentAt >= idleMs, `ended in round ${round}`);
        peers.delete(connection);
      }
    }
    await delay(pauseMs);
  }
  for (const gateway of gateways) await gateway.stop();
  t.pass(`${rounds} rounds`);
});

t.test('time in which the gateway stood still ends nobody: it is not the silence of peers', async (t) => {
  const [deadlineMs, standstillMs] = [800, 1200];
  const args = ['--idle-timeout', `${deadlineMs}ms`, '--frame-timeout', `${deadlineMs}ms`];
  const gateways = await Promise.all(transports.map((transport) => startGateway(t, { transport, args })));
  const peers = gateways.map((gateway) => {
    const [active, beginner] = [Peer.connect(t, gateway), Peer.connect(t, gateway)];
    for (const peer of [active, beginner]) peer.roundTrip();
    return { active, beginner };
  });
  const stoppedAt = performance.now();
  for (const { pid } of gateways) process.kill(pid, 'SIGSTOP');
  for (const { active, beginner } of peers) {
    active.send(heartbeats(1, 7));
    beginner.send(heartbeats(1, 8).subarray(0, 10));
  }
  await delay(standstillMs - (performance.now() - stoppedAt));
  const continuedAt = performance.now();
  for (const { pid } of gateways) process.kill(pid, 'SIGCONT');
  try {
    for (const { active, beginner } of peers) {
      beginner.send(heartbeats(1, 8).subarray(10));
      t.same([active.receive(24), beginner.receive(24)], [heartbeatAcks(1, 7), heartbeatAcks(1, 8)]);
      for (const peer of [active, beginner]) peer.roundTrip();
    }
  } catch (error) {
    t.ok(performance.now() - continuedAt >= deadlineMs, `${error}`); // the machine stood still, too
  }
  for (const gateway of gateways) await gateway.stop();
});

t.test('a peer that takes its answers slowly, but takes them, is not idle', async (t) => {
  const [idleMs, forMs] = [1500, 4000];
  const args = ['--idle-timeout', `${idleMs}ms`, '--frame-timeout', '0'];
  const gateways = await Promise.all(transports.map((transport) => startGateway(t, { transport, args })));
  // The window that a connection begins with is read twice within the timeout, however small it becomes. The kernel's
  // buffers hold more than is taken in all the time.
  const COUNT = 400_000;
  const WINDOW_BYTES = 65_536;
  const bytesPerMs = (2 * WINDOW_BYTES) / idleMs;
  const requests = heartbeats(COUNT);
  const startedAt = performance.now();
  const peers = gateways.map((gateway) => {
    const peer = Peer.connect(t, gateway);
    setIntOption(peer.fd, os.SOL_SOCKET, os.SO_RCVBUF, 1);
    return { peer, gateway, sent: 0, received: 0, readAt: startedAt, longestPauseMs: 0 };
  });
  const pause = (connection: (typeof peers)[number]) => {
    connection.longestPauseMs = Math.max(connection.longestPauseMs, performance.now() - connection.readAt);
    connection.readAt = performance.now();
  };
  for (const endsAt = startedAt + forMs; performance.now() < endsAt; await delay(1)) {
    for (const connection of peers) {
      const { peer, sent, received, longestPauseMs } = connection;
      pause(connection);
      if (longestPauseMs >= idleMs) continue; // the machine stood still, and the gateway may be right
      connection.sent += peer.sendSome(requests.subarray(sent));
      const due = Math.ceil((performance.now() - startedAt) * bytesPerMs);
      connection.received += peer.receiveSome(Math.max(1, due - received))!.length;
    }
  }
  for (const connection of peers) {
    connection.peer.close();
    pause(connection);
    const { stats } = await connection.gateway.stop();
    const allowed = connection.longestPauseMs < idleMs ? 0 : 1;
    t.ok(stats.closed.idleTimeout <= allowed, `${connection.received} bytes read`);
    t.ok(stats.heartbeats < COUNT, `${stats.heartbeats}: answers waited for room`);
  }
});
