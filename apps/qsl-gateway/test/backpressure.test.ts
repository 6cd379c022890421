/** Peers that do not read: what they cost the gateway, what they cost others, and what they find when they do read. */

import { readStatus } from '@qsl/procfs';
import { AckFrame, FillFrame, MessageType } from '@qsl/wire-protocol';
import t from 'tap';
import { cancelOrder, decodeAll, heartbeatAcks, heartbeats, newOrder, Side } from './frames.ts';
import { startGateway, transports } from './harness.ts';
import { Peer } from './peer.ts';
import { StuckPeer } from './stuck-peer.ts';

const MIB = 2 ** 20;
const residentBytes = (pid: number) => readStatus({ pid }).vmRssBytes ?? 0;

for (const transport of transports) {
  t.test(`${transport}: peers that do not read their answers`, async (t) => {
    // Many threads more would show in the memory: a cap on connections is one on threads.
    const gateway = await startGateway(t, { transport, args: ['--max-connections', '5'] });
    Peer.connect(t, gateway).roundTrip();
    const before = residentBytes(gateway.pid);
    const stuck = [1, 2].map(() => new StuckPeer(t, gateway));
    const grown = residentBytes(gateway.pid) - before;
    for (const { isStuck, sentBytes } of stuck) t.ok(isStuck, `no more is taken from them after ${sentBytes} bytes`);
    t.ok(grown < 32 * MIB, `the gateway has grown by ${(grown / MIB).toFixed(1)} MiB`);
    t.pass('others are served meanwhile');

    for (const { peer, dueAnswers } of stuck) {
      t.ok(peer.receive(dueAnswers.length).equals(dueAnswers), 'then every byte is right');
      peer.halfClose();
      t.equal(peer.receiveToEnd().length, 0);
    }
    const { stats } = await gateway.stop();
    if (transport === 'epoll') {
      t.ok(stats.highWater.backlogBytes >= MIB, 'input paused at the mark of 1 MiB');
      t.ok(stats.highWater.backlogBytes < MIB + 64 * 1024, 'and not far behind it');
    }
  });

  t.test(`${transport}: an answer beyond the hard limit`, async (t) => {
    const hardBytes = 8192;
    const fillsThatFit = Math.floor((hardBytes - AckFrame.frameSize) / FillFrame.frameSize);
    const args = ['--max-outbuf', '1024', '--max-outbuf-hard', String(hardBytes)];
    const gateway = await startGateway(t, { transport, args });
    const maker = Peer.connect(t, gateway);
    let sequence = 0n;
    const placeMakers = (count: number) => {
      for (let i = 0; i < count; i++) {
        maker.send(newOrder({ id: BigInt(i), side: Side.Sell }));
        const ack = { type: MessageType.Ack, orderId: BigInt(i), engineSequence: ++sequence } as const;
        t.match(decodeAll(maker.receive(AckFrame.frameSize)), [ack]);
      }
    };

    placeMakers(fillsThatFit);
    const fits = Peer.connect(t, gateway);
    fits.send(newOrder({ id: 9000n, quantity: fillsThatFit }));
    const answer = decodeAll(fits.receive(AckFrame.frameSize + fillsThatFit * FillFrame.frameSize));
    t.equal(answer.length, 1 + fillsThatFit, 'the longest answer that fits is given whole');
    sequence += BigInt(1 + fillsThatFit);

    placeMakers(fillsThatFit + 1);
    const sweeper = Peer.connect(t, gateway);
    sweeper.send(Buffer.concat([heartbeats(30), newOrder({ id: 9001n, quantity: fillsThatFit + 1 }), heartbeats(5)]));
    t.same(sweeper.receiveToEnd(), heartbeatAcks(30), 'one fill more: what was queued, then the end, nothing in part');

    for (let i = 0; i <= fillsThatFit; i++) {
      maker.send(cancelOrder({ id: BigInt(i) }));
      const ack = { type: MessageType.Ack, orderId: BigInt(i), engineSequence: ++sequence } as const;
      t.match(decodeAll(maker.receive(AckFrame.frameSize)), [ack], 'the engine was not touched');
    }
    const { stats } = await gateway.stop();
    t.equal(stats.closed.outputLimit, 1);
    t.equal(stats.fills, fillsThatFit);
  });
}
