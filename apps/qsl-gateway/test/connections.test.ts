/** Many connections at once, silent ones, and peers that have finished sending. */
import { getDescriptorLimit, listenTcp, raw, setDescriptorLimit } from '@qsl/posix';
import { MessageType } from '@qsl/wire-protocol';
import t from 'tap';
import { decodeAll, heartbeatAcks, heartbeats, newOrder, Side } from './frames.ts';
import { startGateway, type TransportName, transports } from './harness.ts';
import { Peer } from './peer.ts';

const AT_ONCE: Record<TransportName, number> = { threaded: 64, epoll: 1000 };

for (const transport of transports) {
  t.test(transport, async (t) => {
    const gateway = await startGateway(t, { transport });

    await t.test('a silent connection keeps nobody from being served', async (t) => {
      Peer.connect(t, gateway);
      const halfway = Peer.connect(t, gateway);
      halfway.send(heartbeats(1).subarray(0, 20));
      const talker = Peer.connect(t, gateway);
      for (let i = 0; i < 100; i++) talker.roundTrip(i);
      halfway.send(heartbeats(1).subarray(20));
      t.same(halfway.receive(24), heartbeatAcks(1));
    });

    await t.test('a peer that has finished gets every reply, then the end', async (t) => {
      for (const count of [0, 1, 200, 100_000]) {
        const peer = Peer.connect(t, gateway);
        peer.send(heartbeats(count));
        peer.halfClose();
        t.ok(peer.receiveToEnd().equals(heartbeatAcks(count)), `${count} requests`);
      }
    });

    await t.test('a peer that finishes within a frame gets the replies to the whole ones', async (t) => {
      const peer = Peer.connect(t, gateway);
      peer.send(heartbeats(3).subarray(0, 60));
      peer.halfClose();
      t.same(peer.receiveToEnd(), heartbeatAcks(2));
    });

    await t.test('connections that trade at once share one engine', async (t) => {
      const [traders, orders] = [4, 4000];
      const peers = Array.from({ length: traders }, () => Peer.connect(t, gateway));
      for (const [i, peer] of peers.entries()) {
        const requests = Array.from({ length: orders }, (_, k) =>
          newOrder({
            id: BigInt(i * orders + k),
            side: (i + k) % 2 === 0 ? Side.Buy : Side.Sell,
            quantity: 1 + (k % 3),
          }),
        );
        peer.send(Buffer.concat(requests));
        peer.halfClose();
      }
      const events = peers.flatMap((peer) => decodeAll(peer.receiveToEnd()));
      const sequences = events.flatMap((event) => ('engineSequence' in event ? [Number(event.engineSequence)] : []));
      t.equal(events.length, sequences.length, 'nothing was rejected');
      t.same(
        sequences.sort((a, b) => a - b),
        Array.from(sequences, (_, i) => i + 1),
        'every event has its own number, and none is missing',
      );
      t.equal(events.filter(({ type }) => type === MessageType.Ack).length, traders * orders);
    });

    const count = AT_ONCE[transport];
    await t.test(`${count} connections at once are all answered`, { skip: lacksDescriptors(count) }, async (t) => {
      const peers = Array.from({ length: count }, () => Peer.connect(t, gateway));
      for (const round of [1, 2, 3]) {
        for (const [i, peer] of peers.entries()) peer.send(heartbeats(round, i));
        const answered = peers.filter((peer, i) => peer.receive(24 * round).equals(heartbeatAcks(round, i)));
        t.equal(answered.length, count);
      }
    });

    const { stats } = await gateway.stop();
    t.ok(stats.highWater.connections >= count || lacksDescriptors(count), 'they were served at once');
    t.equal(stats.closed.protocol, 0);
  });

  t.test(`${transport}: over IPv6`, { skip: lacksIpv6() }, async (t) => {
    const gateway = await startGateway(t, { transport, args: ['--host', '::1'] });
    t.equal(gateway.host, '::1');
    Peer.connect(t, gateway).roundTrip();
    t.match(await gateway.stop(), { stdout: /listening on \[::1\]:\d+ \(no auth, localhost only\)/ });
  });
}

/** Both ends together need two descriptors a connection, in two processes. */
function lacksDescriptors(count: number): string | false {
  const needed = count + 200;
  const { soft, hard } = getDescriptorLimit();
  if (soft < needed && hard >= needed) setDescriptorLimit(needed);
  return hard < needed && `needs ${needed} descriptors, the limit is ${hard}`;
}

function lacksIpv6(): string | false {
  try {
    raw.close(listenTcp({ host: '::1', port: 0 }).fd);
    return false;
  } catch {
    return 'this host has no ::1';
  }
}
