/**
 * What a session takes for an order, without a socket: decode, risk, match, encode. `session.ts ROUNDS` (a multiple of
 * 100) prints one JSON line. In each round 1,024 sells are sent and rest; then 1,024 buys, each of which crosses one of
 * them and is answered by an Ack and a Fill. Each half arrives as one recv would bring it, and is timed apart, in CPU time
 * of this thread. Then the same rounds, untimed, show what orders leave on the heap once V8 compiles nothing any more.
 */
import { setFlagsFromString } from 'node:v8';
import { DEFAULT_RISK_LIMITS, Engine, INLINING_FLAGS, RiskGate, Side } from '@qsl/matching-engine';
import { measureHeapGrowth } from '@qsl/matching-engine/heap-growth';
import { threadCpuNs } from '@qsl/posix';
import { AckFrame, FillFrame, NewOrderFrame, writeNewOrder } from '@qsl/wire-protocol';
import { createIoBuffer, type IoBuffer, ReplyBuffer } from '../src/session/io-buffers.ts';
import { Session } from '../src/session/session.ts';
import { RECEIVE_BYTES, RECEIVE_HEADROOM } from '../src/transports/buffer-sizes.ts';
import { createVenue } from '../test/local-session.ts';

const ORDERS = 1024;
const WARM_UP_ROUNDS = 300;
const QUANTITY = 5;
const REPLY_BYTES = 1024 * 1024;
const SIZE = NewOrderFrame.frameSize;
const ID_LOW = NewOrderFrame.orderIdLow;
const RESTING_ANSWER = AckFrame.frameSize;
const CROSSING_ANSWER = AckFrame.frameSize + FillFrame.frameSize;

const rounds = Number(process.argv[2] ?? 1000);

for (const flag of INLINING_FLAGS) setFlagsFromString(flag); // as the gateway's threads have it

/** A session of a venue whose engine lies in shared memory, as a gateway's does. */
function createSession(): Session {
  const engine = Engine.create({ maxOrders: 2 * ORDERS, maxSymbols: 1 }, { shared: true });
  engine.addSymbol();
  const venue = createVenue({ limits: { maxOutbufBytes: REPLY_BYTES, maxOutbufHardBytes: REPLY_BYTES } });
  return new Session({ ...venue, engine, risk: new RiskGate(engine, DEFAULT_RISK_LIMITS) });
}

/** Sells at eight prices by turns, or buys that take whatever is best, as one recv brings them. */
function createRequests(side: Side): IoBuffer {
  const requests = createIoBuffer(RECEIVE_HEADROOM + RECEIVE_BYTES);
  for (let i = 0; i < ORDERS; i++) {
    const price = side === Side.Buy ? 107 : 100 + (i & 7);
    writeNewOrder(requests.view, RECEIVE_HEADROOM + i * SIZE, 0, 0, 0, price, QUANTITY, side, 0, 0);
  }
  return requests;
}

/** Ids that no order had before: they rise from one half of a round to the next. */
function renumber({ view }: IoBuffer, firstId: number): void {
  for (let i = 0; i < ORDERS; i++) view.setInt32(RECEIVE_HEADROOM + i * SIZE + ID_LOW, firstId + i);
}

const session = createSession();
const replies = new ReplyBuffer(REPLY_BYTES + CROSSING_ANSWER);
const sells = createRequests(Side.Sell);
const buys = createRequests(Side.Buy);
let nextId = 1;

/** Has the session answer one half of a round. Returns the nanoseconds of CPU time that took. */
function answer(requests: IoBuffer, answerBytes: number): number {
  renumber(requests, nextId);
  nextId += ORDERS;
  const end = RECEIVE_HEADROOM + ORDERS * SIZE;
  replies.length = 0;
  const start = threadCpuNs();
  const handled = session.receive(requests, RECEIVE_HEADROOM, end, replies, 0);
  const ns = threadCpuNs() - start;
  if (handled !== end || replies.length !== ORDERS * answerBytes) throw new Error('a wrong answer');
  return ns;
}

/** One half of a round, without reading the clock, which would allocate. */
function answerUntimed(requests: IoBuffer): void {
  renumber(requests, nextId);
  nextId = (nextId + ORDERS) | 0;
  replies.length = 0;
  session.receive(requests, RECEIVE_HEADROOM, RECEIVE_HEADROOM + ORDERS * SIZE, replies, 0);
}

function answerAll(count: number): void {
  for (let round = 0; round < count; round++) {
    answerUntimed(sells);
    answerUntimed(buys);
  }
}

const middle = (values: Float64Array) => values.sort()[values.length >> 1]! / ORDERS;

/** Medians over rounds: a few that the machine disturbed do not count. */
function answerBoth(count: number): { resting: number; crossing: number } {
  const resting = new Float64Array(count);
  const crossing = new Float64Array(count);
  for (let round = 0; round < count; round++) {
    resting[round] = answer(sells, RESTING_ANSWER);
    crossing[round] = answer(buys, CROSSING_ANSWER);
  }
  return { resting: middle(resting), crossing: middle(crossing) };
}

answerBoth(WARM_UP_ROUNDS);
answerAll(10 * WARM_UP_ROUNDS);
const nsPerOrder = answerBoth(rounds);
const { warmUpRounds, ...left } = await measureHeapGrowth(() => answerAll(100), rounds / 100);
const orders = 2 * ORDERS * rounds;
const warmUpOrders = 2 * ORDERS * (10 * WARM_UP_ROUNDS + 100 * warmUpRounds);
process.stdout.write(`${JSON.stringify({ ...nsPerOrder, growth: { orders, warmUpOrders, ...left } })}\n`);
