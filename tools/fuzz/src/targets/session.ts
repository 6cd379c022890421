import { Engine, RiskGate, type RiskLimits } from '@qsl/matching-engine';
import { COUNTER_CELLS, createIoBuffer, MAX_HELD_BYTES, ReplyBuffer, Session, type Venue } from 'qsl-gateway/session';
import { FrameMutator } from '../mutate/frames.ts';
import type { Random } from '../random.ts';
import { BrokenInvariant, type Input, mustEqual, type Target } from '../target.ts';
import { CUT_BYTES, cutStream } from './pieces.ts';
import { SessionModel } from './session-model.ts';
import { SessionReference } from './session-reference.ts';

export interface SessionTerms {
  readonly maxOrders: number;
  readonly mark: number;
  readonly hardLimit: number;
}

const SYMBOLS = 2;
/** With the prices in use, an order can be worth exactly the limit (103 × 833) and exactly one more (100 × 858, 104 × 825, 110 × 780). */
const RISK: RiskLimits = { maxOrderQuantity: 1000, maxNotional: 85_799 };
const MAX_BYTES = 360;
/** As many as a stream of heartbeats, the shortest requests, and their answers need. */
const ANSWER_BYTES = 16 * 1024;
const HEADROOM = 64;
/** Room for the small answers that are begun below the hard limit without asking. */
const SLACK = 64;

/**
 * The session behind streams cut anywhere, against the model: the same bytes back, the same end, the same beginning of a
 * frame held, the same books. A connection goes on from one input to the next while it is open and holds nothing; the
 * books go on until the restart.
 */
export function sessionTarget({ maxOrders, mark, hardLimit }: SessionTerms): Target {
  const engine = Engine.create({ maxOrders, maxSymbols: SYMBOLS });
  for (let symbol = 0; symbol < SYMBOLS; symbol++) engine.addSymbol();
  // All state is in the engine's memory: to copy its first state back is to have a fresh engine.
  const memory = new Int32Array(engine.memory.buffer);
  const pristine = Int32Array.from(memory);
  const venue: Venue = {
    engine,
    risk: new RiskGate(engine, RISK),
    limits: { maxOutbufBytes: mark, maxOutbufHardBytes: hardLimit },
    counters: new Float64Array(COUNTER_CELLS),
    feed: undefined,
  };
  const terms = { symbols: SYMBOLS, maxOrders, hardLimit, ...RISK };
  const model = new SessionModel(terms, ANSWER_BYTES);
  const mutator = new FrameMutator({
    vocabulary: { types: Uint8Array.of(1, 1, 1, 1, 1, 1, 2, 2, 5), ids: 64, prices: 12, sequences: 4, limits: RISK },
    maxBytes: MAX_BYTES,
    prologue: CUT_BYTES,
  });
  const received = createIoBuffer(HEADROOM + MAX_BYTES);
  const replies = new ReplyBuffer(hardLimit + SLACK);
  const ends = new Int32Array(MAX_BYTES);
  let session = new Session(venue);
  let reference: SessionReference | undefined;

  /** Takes one piece as one recv brings it. Returns how many bytes of the model's answer have come back with it. */
  function receive(bytes: Uint8Array, from: number, to: number, answered: number): number {
    const end = HEADROOM + to - from;
    received.bytes.set(bytes.subarray(from, to), HEADROOM);
    let got = answered;
    for (let at = HEADROOM, before = -1; at < end; ) {
      at = session.receive(received, at, end, replies, 0);
      if (at <= before) throw new BrokenInvariant('the session goes forward', `${at} after ${before}`);
      before = at;
      if (replies.length > hardLimit + SLACK) throw new BrokenInvariant('hard limit', `${replies.length} bytes`);
      compare(got);
      got += replies.length;
      replies.length = 0;
    }
    if (session.heldBytes > MAX_HELD_BYTES) throw new BrokenInvariant('held bytes', `${session.heldBytes}`);
    return got;
  }

  function compare(answered: number): void {
    const length = replies.length;
    if (answered + length > model.length) {
      throw new BrokenInvariant('answer', `${answered + length} bytes, expected ${model.length}`);
    }
    let at = 0;
    while (at + 4 <= length && replies.view.getInt32(at) === model.view.getInt32(answered + at)) at += 4;
    while (at < length && replies.view.getUint8(at) === model.view.getUint8(answered + at)) at++;
    if (at === length) return;
    const [found, expected] = [replies.view.getUint8(at), model.view.getUint8(answered + at)];
    throw new BrokenInvariant('answer', `byte ${answered + at} is ${found}, expected ${expected}`);
  }

  return {
    maxBytes: MAX_BYTES,
    epoch: 256,
    seeds: [new Uint8Array(CUT_BYTES)],
    mutate: (input: Input, random: Random, other: Uint8Array) => mutator.mutate(input, random, other),
    restart(thorough: boolean): void {
      memory.set(pristine);
      model.restart();
      session = new Session(venue);
      reference = thorough ? new SessionReference(terms) : undefined;
    },
    run(input: Input): void {
      const { bytes, view, from, to } = input;
      const start = Math.min(from + CUT_BYTES, to);
      const pieces = cutStream(input, ends);
      if (session.closeCause !== undefined || session.heldBytes > 0) session = new Session(venue);
      const framesBefore = session.frames;
      model.take(bytes, view, start, ends[pieces - 1]!);
      let answered = 0;
      for (let piece = 0, at = start; piece < pieces; at = ends[piece]!, piece++) {
        answered = receive(bytes, at, ends[piece]!, answered);
      }
      mustEqual('length of the answer', answered, model.length);
      mustEqual('end of the session', session.closeCause ?? -1, model.end);
      mustEqual('bytes held', session.heldBytes, model.held);
      mustEqual('frames', session.frames - framesBefore, model.frames);
      mustEqual('events', engine.lastSequence, model.sequence);
      mustEqual('resting orders', engine.restingOrders, model.resting);
      reference?.check(view, start, model);
    },
    finish: () => reference?.finish(engine, model),
  };
}
