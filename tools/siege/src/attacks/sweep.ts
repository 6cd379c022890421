import { AckFrame, FillFrame, readLowHalf, readSequence, readType, Side } from '@qsl/wire-protocol';
import { Client } from '../client.ts';
import { claim, type Finding, measured } from '../finding.ts';
import { orders } from '../frames.ts';
import { type Siege, startGateway } from '../gateway.ts';
import { otherTurns } from '../time.ts';

const MAX_OUTBUF_HARD_BYTES = 8 * 2 ** 20;
/** The most fills whose answer is not above the hard limit. */
export const FILLS_THAT_FIT = Math.floor((MAX_OUTBUF_HARD_BYTES - AckFrame.frameSize) / FillFrame.frameSize);
const PLACED_AT_A_TIME = 500;
const TAKEN_AT_A_TIME = 10_000;
const SYMBOL = 0;
/** Ids of makers are below, those of takers from here on. */
const FIRST_TAKER_ID = 2 ** 30;

/**
 * A ladder of 161,320 makers, and orders that take all of it: one whose answer is just as long as it may be, and one
 * whose answer is a fill longer. Then honest clients take the ladder down, and have to find it as it was.
 */
export async function besiegeBySweeps(siege: Siege): Promise<Finding[]> {
  const gateway = await startGateway(siege);
  const trader = new Client(gateway.port);

  await placeMakers(trader, FILLS_THAT_FIT);
  const fits = new Client(gateway.port);
  fits.send(orders(1, () => ({ id: FIRST_TAKER_ID, symbol: SYMBOL, side: Side.Buy, quantity: FILLS_THAT_FIT })));
  const whole = countFills(fits.receive(AckFrame.frameSize + FILLS_THAT_FIT * FillFrame.frameSize), 0);

  const makers = FILLS_THAT_FIT + 1;
  const lastSequence = await placeMakers(trader, makers);
  const sweeper = new Client(gateway.port);
  const from = performance.now();
  sweeper.send(orders(1, () => ({ id: FIRST_TAKER_ID + 1, symbol: SYMBOL, side: Side.Buy, quantity: makers })));
  const answered = sweeper.receiveToEnd();
  const refusedMs = performance.now() - from;

  const intact = await takeMakers(trader, makers, lastSequence);
  for (const client of [trader, fits, sweeper]) client.close();
  const stats = await gateway.stop();
  return [
    measured({
      what: 'fills in the longest answer there may be',
      unit: '',
      figure: whole.inOrder,
      limit: { bound: 'exactly', value: FILLS_THAT_FIT },
      notes: ['an acknowledgement and so many fills are 8 MiB, the hard limit'],
    }),
    measured({
      what: 'bytes answered to an order with one fill more',
      unit: '',
      figure: answered,
      limit: { bound: 'exactly', value: 0 },
      notes: [`the connection was ended after ${refusedMs.toFixed(1)} ms`],
    }),
    measured({
      what: 'connections ended for it',
      unit: '',
      figure: stats.closed.outputLimit,
      limit: { bound: 'exactly', value: 1 },
    }),
    measured({
      what: 'makers found as they were, by the fills of others',
      unit: '',
      figure: intact.inOrder,
      limit: { bound: 'exactly', value: makers },
      notes: ['each in its place in the queue, under the next sequence number of the engine'],
    }),
    claim(
      'the engine has done nothing else',
      stats.fills === FILLS_THAT_FIT + makers && stats.restingOrders === 0 && intact.nextSequence > lastSequence,
      `${stats.fills} fills, ${stats.restingOrders} orders left`,
    ),
  ];
}

/** Orders to sell 1 at one price, with the ids from 0 on. Returns the engine's sequence number of the last. */
async function placeMakers(trader: Client, count: number): Promise<number> {
  let lastSequence = 0;
  for (let first = 0; first < count; first += PLACED_AT_A_TIME) {
    const batch = Math.min(PLACED_AT_A_TIME, count - first);
    trader.send(orders(batch, (i) => ({ id: first + i, symbol: SYMBOL, side: Side.Sell, quantity: 1 })));
    const acks = viewOf(trader.receive(batch * AckFrame.frameSize));
    lastSequence = readSequence(acks, (batch - 1) * AckFrame.frameSize + AckFrame.engineSequenceHigh);
    await otherTurns();
  }
  return lastSequence;
}

/** Takes the makers, oldest first, and counts those that come when and as they should. */
async function takeMakers(
  trader: Client,
  count: number,
  lastSequence: number,
): Promise<{ inOrder: number; nextSequence: number }> {
  let [inOrder, nextSequence] = [0, lastSequence + 1];
  for (let first = 0; first < count; first += TAKEN_AT_A_TIME) {
    const quantity = Math.min(TAKEN_AT_A_TIME, count - first);
    trader.send(orders(1, () => ({ id: FIRST_TAKER_ID + 2 + first, symbol: SYMBOL, side: Side.Buy, quantity })));
    const answer = trader.receive(AckFrame.frameSize + quantity * FillFrame.frameSize);
    const counted = countFills(answer, first, nextSequence);
    inOrder += counted.inOrder;
    nextSequence = counted.nextSequence;
    await otherTurns();
  }
  return { inOrder, nextSequence };
}

/** How many fills of an answer are of the makers from `firstMaker` on, in their order, and numbered without a gap. */
export function countFills(
  answer: Uint8Array,
  firstMaker: number,
  sequence?: number,
): { inOrder: number; nextSequence: number } {
  const view = viewOf(answer);
  const acked = readSequence(view, AckFrame.engineSequenceHigh);
  let expected = (sequence ?? acked) + 1;
  let inOrder = 0;
  for (let at = AckFrame.frameSize; at < answer.length; at += FillFrame.frameSize) {
    const isDue =
      acked === (sequence ?? acked) &&
      readType(view, at) === FillFrame.type &&
      readLowHalf(view, at + FillFrame.makerIdHigh) === firstMaker + inOrder &&
      readSequence(view, at + FillFrame.engineSequenceHigh) === expected;
    if (isDue) inOrder++;
    expected++;
  }
  return { inOrder, nextSequence: expected };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
