/**
 * Once compiled, the hot path allocates nothing: a round of a million frames stays below a byte a frame. (V8 counts its
 * allocation buffers, of some 100 KB each, when it hands them out: hence not zero.) A single object, boxed double or
 * BigInt a frame would be at least 16 bytes. How many rounds V8 takes to compile is its own affair.
 *
 * Prices, quantities and sequence numbers stay within an int32 here. A larger one is boxed where it crosses a call that V8
 * chose not to inline, and that choice differs from run to run.
 */
import { getHeapStatistics } from 'node:v8';
import t from 'tap';
import * as wire from '../src/index.ts';

const FRAMES = 1_000;
const PASSES = 1_000;
const MAX_ROUNDS = 50;

const { checkAnyFrame, checkFrame, checkHeader, FrameSplitter, isClientMessage, readPrice, readSequence } = wire;
const Ok = wire.DecodeStatus.Ok;
const NewOrder = wire.NewOrderFrame;
const Fill = wire.FillFrame;

/** Half of the ids' halves have their top bit set: as u32 they would not fit V8's small integers. */
function encodeAndDecodeOrders(view: DataView): number {
  let end = 0;
  for (let i = 0; i < FRAMES; i++) end += wire.writeNewOrder(view, end, -1 - i, i, 1, 100 + i, 1_000_000, 1, 0, 1, i);
  let sum = 0;
  for (let at = 0; at < end; at += NewOrder.frameSize) {
    if (checkHeader(view, at, end) !== Ok || !isClientMessage(wire.readType(view, at))) return -1;
    if (checkFrame(view, at, end, NewOrder.type) !== Ok) return -1;
    if (readPrice(view, at + NewOrder.priceHigh) > 100) sum++;
    const id = NewOrder.orderIdHigh;
    if ((wire.readHighHalf(view, at + id) ^ wire.readLowHalf(view, at + id)) === -1) sum++;
  }
  return sum;
}

function encodeAndDecodeFills(view: DataView): number {
  let end = 0;
  for (let i = 0; i < FRAMES; i++) end += wire.writeFill(view, end, -1, i, i, -1, i, -1 - i, 1_000_000, i, -i);
  let sum = 0;
  for (let at = 0; at < end; at += Fill.frameSize) {
    if (checkAnyFrame(view, at, end) !== Ok) return -1;
    if (readSequence(view, at + Fill.engineSequenceHigh) > 2 ** 31) sum++;
  }
  return sum;
}

const splitter = new FrameSplitter();
const CHUNK_SIZE = 1_000; // no multiple of the frame size: frames straddle chunks

function splitFills(view: DataView): number {
  let frames = 0;
  for (let at = 0; at < FRAMES * Fill.frameSize; at += CHUNK_SIZE) {
    splitter.feed(view, at, at + CHUNK_SIZE);
    while (splitter.next()) if (splitter.type === Fill.type) frames++;
  }
  return frames;
}

const cases = [
  { name: 'encoding and decoding orders', pass: encodeAndDecodeOrders },
  { name: 'encoding and decoding fills', pass: encodeAndDecodeFills },
  { name: 'splitting a stream of fills', pass: splitFills },
];

for (const { name, pass } of cases) {
  t.test(`${name} allocates nothing`, async (t) => {
    const view = new DataView(new ArrayBuffer(FRAMES * wire.MAX_FRAME_SIZE));
    encodeAndDecodeFills(view);
    const expected = pass(view);
    t.ok(expected > 0);
    let bytesPerFrame = Number.POSITIVE_INFINITY;
    for (let round = 0; round < MAX_ROUNDS && bytesPerFrame >= 1; round++) {
      const before = getHeapStatistics().total_allocated_bytes;
      for (let i = 0; i < PASSES; i++) if (pass(view) !== expected) t.fail('another result than the first time');
      bytesPerFrame = (getHeapStatistics().total_allocated_bytes - before) / (FRAMES * PASSES);
    }
    t.ok(bytesPerFrame < 1, `${bytesPerFrame} bytes a frame`);
  });
}
