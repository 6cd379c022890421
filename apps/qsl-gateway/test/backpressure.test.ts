/** Peers that do not read: what they cost the gateway, what they cost others, and what they find when they do read. */

import { readStatus } from '@qsl/procfs';
import { AckFrame, FillFrame, MessageType } from '@qsl/wire-protocol';
import t from 'tap';
import { cancelOrder, decodeAll, heartbeatAcks, heartbeats, newOrder, Side } from './frames.ts';
import { startGateway, transports } from './harness.ts';
import { Peer } from './peer.ts';

const MIB = 2 ** 20;
/** More than all the buffers between two programs hold, and than the gateway may keep. */
const STREAM_FRAMES = (96 * MIB) / 24;
const BATCH_FRAMES = 50_000;
/** Rounds without progress, with others served in each, after which a stream counts as stuck. */
const STUCK_ROUNDS = 50;

const residentBytes = (pid: number) => readStatus({ pid }).vmRssBytes ?? 0;

/** Sends heartbeats and reads no answer until nothing moves any more. Returns how many bytes left. */
function sendUntilStuck(peer: Peer, serveOthers: () => void): number {
  let [total, stuckRounds] = [0, 0];
  for (let first = 0; first < STREAM_FRAMES; first += BATCH_FRAMES) {
    const batch = heartbeats(BATCH_FRAMES, first);
    for (let at = 0; at < batch.length; ) {
      const sent = peer.sendSome(batch.subarray(at));
      at += sent;
      total += sent;
      stuckRounds = sent === 0 ? stuckRounds + 1 : 0;
      if (stuckRounds === STUCK_ROUNDS) return total;
      if (sent === 0) serveOthers();
    }
  }
  return total;
}

/** Reads the answers to all that was sent, finishing the frame that was begun. Returns how many frames were answered right. */
function readAnswers(peer: Peer, sentBytes: number): number {
  const frames = Math.ceil(sentBytes / 24);
  const rest = heartbeats(1, frames - 1).subarray(24 - (frames * 24 - sentBytes));
  for (let first = 0; first < frames; first += BATCH_FRAMES) {
    const count = Math.min(BATCH_FRAMES, frames - first);
    if (first + count === frames) peer.send(rest);
    if (!peer.receive(count * 24).equals(heartbeatAcks(count, first))) return first;
  }
  return frames;
}

for (const transport of transports) {
  t.test(`${transport}: peers that do not read their answers`, async (t) => {
    // A thread more would show in the memory, so there are as many as connections from the start.
    const gateway = await startGateway(t, { transport, args: ['--max-connections', '3'] });
    const other = Peer.connect(t, gateway);
    const slow = [1, 2].map(() => Peer.connect(t, gateway));
    for (const peer of [other, ...slow]) peer.roundTrip();
    const before = residentBytes(gateway.pid);
    const sent = slow.map((peer) => sendUntilStuck(peer, () => other.roundTrip()));
    const grown = residentBytes(gateway.pid) - before;
    for (const bytes of sent) t.ok(bytes < STREAM_FRAMES * 24, `no more is taken from them after ${bytes} bytes`);
    t.ok(grown < 64 * MIB, `the gateway has grown by ${(grown / MIB).toFixed(1)} MiB`);
    for (let i = 0; i < 100; i++) other.roundTrip(i);
    t.pass('others are served meanwhile');

    for (const [i, peer] of slow.entries()) {
      t.equal(readAnswers(peer, sent[i]!), Math.ceil(sent[i]! / 24), 'then every byte is right');
      peer.roundTrip();
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
