/**
 * Streams cut anywhere on their way through TCP: whatever pieces the gateway reads, the answers are those that a session
 * in this process gives to the whole. One gateway and one local venue go through it all together, so every stream finds
 * the book that the ones before it left.
 */
import { AckFrame, FillFrame, HeartbeatAckFrame } from '@qsl/wire-protocol';
import t from 'tap';
import { cancelOrder, heartbeatAcks, heartbeats, newOrder, OrderType, Side, TimeInForce } from './frames.ts';
import { goldenStreams, goldenTranscripts, noVectors } from './golden.ts';
import { isLong, startGateway, transports } from './harness.ts';
import { createVenue, LocalSession } from './local-session.ts';
import { Peer } from './peer.ts';
import { randomCuts, seededRandom } from './random.ts';
import { randomStream } from './random-stream.ts';

const STREAMS = isLong ? 500 : 25;
const SEED = 20261123;

/** The orders and cancels of a transcript; the wire has no modify. */
function transcriptStream(text: string): Buffer {
  const frames = text.split('\n').flatMap((line) => {
    const [cmd, kind, symbol, id, ...terms] = line.split(' ');
    if (cmd !== 'cmd' || id === undefined) return [];
    const order = { id: BigInt(id), symbol: Number(symbol), side: terms[0] === 'B' ? Side.Buy : Side.Sell };
    if (kind === 'cancel') return [cancelOrder(order)];
    if (kind === 'market') return [newOrder({ ...order, orderType: OrderType.Market, quantity: Number(terms[1]) })];
    if (kind !== 'limit') return [];
    const timeInForce = terms[3] === 'IOC' ? TimeInForce.IOC : TimeInForce.GTC;
    return [newOrder({ ...order, price: BigInt(terms[1]!), quantity: Number(terms[2]), timeInForce })];
  });
  return Buffer.concat(frames);
}

/** As many fills as --max-outbuf-hard has room for behind an Ack. */
const [MAX_ANSWER, MAKERS] = [8192, 156];

for (const transport of transports) {
  t.test(`${transport}: an answer that fits is given, whatever was answered just before it`, async (t) => {
    const args = ['--max-outbuf', '1KiB', '--max-outbuf-hard', String(MAX_ANSWER)];
    const gateway = await startGateway(t, { transport, args });
    const peer = Peer.connect(t, gateway);
    const answerBytes = AckFrame.frameSize + MAKERS * FillFrame.frameSize;
    for (const cuts of [[], [heartbeats(3).length]]) {
      const makers = Array.from({ length: MAKERS }, (_, i) =>
        newOrder({ id: BigInt(i + 1), side: Side.Sell, quantity: 1 }),
      );
      for (const maker of makers) peer.send(maker);
      peer.receive(MAKERS * AckFrame.frameSize);
      peer.send(Buffer.concat([heartbeats(3), newOrder({ id: 999n, quantity: MAKERS })]), cuts);
      t.same(peer.receive(3 * HeartbeatAckFrame.frameSize), heartbeatAcks(3));
      t.equal(peer.receive(answerBytes).length, answerBytes);
      peer.roundTrip();
    }
    await gateway.stop();
  });

  t.test(`${transport}: streams cut anywhere`, async (t) => {
    const gateway = await startGateway(t, { transport });
    const venue = createVenue({ maxOrders: 2 ** 16 });
    const random = seededRandom(SEED);

    const exchange = (stream: Buffer, cuts: readonly number[], label: string) => {
      const expected = new LocalSession(venue).feed(stream);
      const peer = Peer.connect(t, gateway);
      peer.send(stream, cuts);
      peer.halfClose();
      const got = peer.receiveToEnd();
      peer.close();
      if (!got.equals(expected)) t.equal(got.toString('hex'), expected.toString('hex'), label);
    };

    for (let i = 0; i < STREAMS; i++) {
      const stream = randomStream(random, 1 + random(400));
      exchange(stream, randomCuts(random, stream.length, random(30)), `seed ${SEED}, stream ${i}`);
    }
    t.pass('random streams');
    const short = randomStream(random, 20);
    exchange(short, Array.from(short.keys()).slice(1), 'byte by byte');
    t.pass('byte by byte');
    if (noVectors === false) {
      const { requests } = goldenStreams();
      for (const offset of requests.keys()) exchange(requests, [offset], `golden session cut at ${offset}`);
      t.pass('the golden session, cut at every offset');
      for (const { file, text } of goldenTranscripts()) {
        const stream = transcriptStream(text);
        exchange(stream, randomCuts(random, stream.length, 50), file);
      }
      t.pass('the orders of the golden transcripts');
    }
    await gateway.stop();
  });
}
