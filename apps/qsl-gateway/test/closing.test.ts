/** Ends that must not cost anybody a reply: what a client may not send, with bytes behind it, and resets. */
import { MessageType } from '@qsl/wire-protocol';
import t from 'tap';
import { frame, heartbeatAcks, heartbeats } from './frames.ts';
import { isLong, startGateway, transports } from './harness.ts';
import { Peer } from './peer.ts';
import { randomCuts, seededRandom } from './random.ts';

const RUNS = isLong ? 1000 : 50;
const VALID = 200;
const SEED = 7;

/** A reply, which no client may send. */
const malformed = frame({ type: MessageType.Ack, sequence: 0n, orderId: 1n, engineSequence: 1n });

for (const transport of transports) {
  t.test(transport, async (t) => {
    const gateway = await startGateway(t, { transport });
    const random = seededRandom(SEED);

    await t.test(`${RUNS} times ${VALID} valid frames, a bad one and more: all answers, then the end`, async (t) => {
      const [valid, expected] = [heartbeats(VALID), heartbeatAcks(VALID)];
      const outcomes = new Map<string, number>();
      for (let run = 0; run < RUNS; run++) {
        const behind = Buffer.alloc(random(4) === 0 ? random(200_000) : random(3000), random(256));
        const stream = Buffer.concat([valid, malformed, behind]);
        const outcome = exchange(stream, run % 2 === 0 ? [] : randomCuts(random, stream.length, 5));
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      t.same([...outcomes], [['all answers, then the end', RUNS]]);

      function exchange(stream: Buffer, cuts: readonly number[]): string {
        const peer = Peer.connect(t, gateway);
        try {
          peer.send(stream, cuts);
          const got = peer.receiveToEnd();
          return got.equals(expected) ? 'all answers, then the end' : `${got.length} bytes`;
        } catch (error) {
          return String(error);
        } finally {
          peer.close();
        }
      }
    });

    await t.test('bytes that arrive after the answers do not turn the end into a reset', async (t) => {
      const peer = Peer.connect(t, gateway);
      peer.send(Buffer.concat([heartbeats(VALID), malformed]));
      t.same(peer.receive(24 * VALID), heartbeatAcks(VALID));
      peer.send(heartbeats(1000));
      t.equal(peer.receiveToEnd().length, 0);
    });

    await t.test('answers beyond what the sockets hold all arrive before the end', async (t) => {
      const count = 400_000;
      const peer = Peer.connect(t, gateway);
      const stream = Buffer.concat([heartbeats(count), malformed, Buffer.alloc(5000)]);
      const answers: Buffer[] = [];
      for (let at = 0; at < stream.length; ) {
        const sent = peer.sendSome(stream.subarray(at));
        at += sent;
        if (sent > 0) continue;
        const part = peer.receiveSome();
        if (part === undefined) break;
        answers.push(part);
      }
      t.ok(Buffer.concat([...answers, peer.receiveToEnd()]).equals(heartbeatAcks(count)));
    });

    await t.test('peers that reset with data in flight harm nobody', async (t) => {
      const witness = Peer.connect(t, gateway);
      for (let run = 0; run < 60; run++) {
        const peer = Peer.connect(t, gateway);
        peer.send(heartbeats(1 + random(2000)));
        if (run % 3 === 0) peer.receiveSome(1);
        peer.reset();
        witness.roundTrip(run);
      }
      t.pass();
    });

    const { stats } = await gateway.stop();
    t.equal(stats.closed.protocol, RUNS + 2);
    t.ok(stats.closed.reset! >= 1, `resets were seen: ${stats.closed.reset}`);
  });
}
