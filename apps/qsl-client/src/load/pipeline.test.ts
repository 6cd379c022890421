import { addressOf, listenTcp, os, raw } from '@qsl/posix';
import { encodeMessage, fromHalves, type Message, MessageType, RejectReason } from '@qsl/wire-protocol';
import t, { type Test } from 'tap';
import { ConnectionTable } from './connection-table.ts';
import { Latencies } from './latency.ts';
import { OrderStream } from './order-stream.ts';
import { Pipeline } from './pipeline.ts';
import { ReplyReader } from './reply-reader.ts';
import { ReplyScanner, type Tally } from './reply-scanner.ts';

const ID_HIGH = 9;
const DEPTH = 8;
const HOUR_MS = 3_600_000;
const HOUR_US = HOUR_MS * 1000;
const id = (low: number) => fromHalves(ID_HIGH, low);
const ack = (low: number): Message => ({ type: MessageType.Ack, sequence: 0n, orderId: id(low), engineSequence: 1n });
const replies: Message[] = [
  ack(0),
  { type: MessageType.Fill, sequence: 0n, takerId: id(0), makerId: id(0), price: 1n, quantity: 1, engineSequence: 2n },
  { type: MessageType.Reject, sequence: 0n, orderId: id(1), reason: RejectReason.InvalidPrice },
  ack(2),
];
const bytes = Buffer.concat(replies.map(encodeMessage));

interface Harness {
  pipeline: Pipeline;
  latencies: Latencies;
  tally: Tally;
  /** Sends as the gateway. */
  say: (bytes: Uint8Array) => void;
  /** Ends the connection as the gateway. */
  hangUp: () => void;
}

/** A pipeline of one connection, the other end of which is in the hands of the test. */
function open(t: Test, { stepMs = 0 } = {}): Harness {
  const listener = listenTcp({ host: '127.0.0.1', port: 0 });
  const gateway = { host: '127.0.0.1', port: listener.port, timeoutMs: 5000 };
  const table = ConnectionTable.open({ ...gateway, connections: 1, depth: DEPTH, firstIdHigh: ID_HIGH, spin: false });
  const peer = raw.accept4(listener.fd, 0);
  const scanner = new ReplyScanner({ firstIdHigh: ID_HIGH, idHighs: 1 });
  const latencies = new Latencies();
  const stream = new OrderStream({ symbols: 1, longestBatch: DEPTH, heartbeats: false });
  const reader = new ReplyReader(scanner);
  const pipeline = new Pipeline({ table, stream, reader, latencies, depth: DEPTH, stepMs, timeoutMs: 100 });
  pipeline.begin();
  t.teardown(() => {
    table.close();
    raw.close(peer);
    raw.close(listener.fd);
  });
  return {
    pipeline,
    latencies,
    tally: scanner.tally,
    say: (bytes) => raw.send(peer, addressOf(bytes), bytes.byteLength, os.MSG_NOSIGNAL),
    hangUp: () => raw.shutdown(peer, os.SHUT_WR),
  };
}

/** Takes in what is there. */
function serve(pipeline: Pipeline): void {
  const count = pipeline.wait(1000);
  for (let i = 0; i < count; i++) pipeline.handle(i);
}

t.test('replies are taken wherever recv cuts them', async (t) => {
  const { pipeline, say, tally, latencies } = open(t);
  const [session] = pipeline.table.sessions;
  const outcomes = new Set<string>();
  for (let cut = 1; cut < bytes.byteLength; cut++) {
    const low = session!.nextLow;
    const shifted = Buffer.concat(replies.map((reply) => encodeMessage(shift(reply, low))));
    pipeline.send(session!, 3, pipeline.now);
    say(shifted.subarray(0, cut));
    serve(pipeline);
    say(shifted.subarray(cut));
    serve(pipeline);
    outcomes.add([pipeline.inFlight, session!.inFlight, session!.carried].join());
  }
  t.strictSame([...outcomes], ['0,0,0']);
  const rounds = bytes.byteLength - 1;
  t.match(tally, { acks: 2 * rounds, fills: rounds, rejected: rounds, foreignFills: 0 });
  t.equal(latencies.count, 3 * rounds);
});

/** The same reply to orders that are `by` later. */
function shift(reply: Message, by: number): Message {
  const later = (id: bigint) => id + BigInt(by);
  if (reply.type === MessageType.Fill) return { ...reply, takerId: later(reply.takerId) };
  return reply.type === MessageType.Ack || reply.type === MessageType.Reject
    ? { ...reply, orderId: later(reply.orderId) }
    : reply;
}

t.test('the end of the stream is found behind the last bytes, though it has no event of its own', async (t) => {
  const { pipeline, say, hangUp, tally } = open(t);
  pipeline.send(pipeline.table.sessions[0]!, 4, pipeline.now);
  say(bytes);
  hangUp();
  t.throws(() => serve(pipeline), { code: 'CLOSED_EARLY', message: /1 order unanswered, 38654705667 first$/ });
  t.match(tally, { acks: 2, rejected: 1, fills: 1 });
});

t.test('there is room for as many orders as are not in flight', async (t) => {
  const { pipeline, say } = open(t);
  const [session] = pipeline.table.sessions;
  t.equal(pipeline.room(session!), DEPTH);
  pipeline.send(session!, 5, pipeline.now);
  t.equal(pipeline.room(session!), DEPTH - 5);
  say(bytes);
  serve(pipeline);
  t.equal(pipeline.room(session!), DEPTH - 2);
});

t.test('each order of a batch counts from its own time, also where answers split the batch', async (t) => {
  const { pipeline, say, latencies } = open(t, { stepMs: HOUR_MS });
  const [session] = pipeline.table.sessions;
  const firstAnswer = encodeMessage(replies[0]!).byteLength;
  pipeline.send(session!, 3, pipeline.now - 10 * HOUR_MS);
  say(bytes.subarray(0, firstAnswer));
  serve(pipeline);
  const { minUs } = latencies.summarise();
  t.equal(Math.floor(minUs / HOUR_US), 10, 'the first was due 10 hours ago');
  say(bytes.subarray(firstAnswer));
  serve(pipeline);
  const { minUs: last, maxUs, count } = latencies.summarise();
  t.equal(count, 3);
  t.equal(Math.floor(last / HOUR_US), 8, 'the last was due 8 hours ago');
  t.equal(Math.floor(maxUs / HOUR_US), 10);
});

t.test('silence is a stall only while answers are due', async (t) => {
  const { pipeline } = open(t);
  t.equal(pipeline.wait(150), 0);
  pipeline.send(pipeline.table.sessions[0]!, 1, pipeline.now);
  t.throws(() => pipeline.wait(150), { code: 'STALLED' });
});
