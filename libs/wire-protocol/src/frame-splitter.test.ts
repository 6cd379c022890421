import fc from 'fast-check';
import t from 'tap';
import { DecodeStatus, statusName } from './decode-error.ts';
import * as encode from './encode.ts';
import { FrameSplitter } from './frame-splitter.ts';
import { HEADER_SIZE, Header, MAX_FRAME_SIZE, NewOrderFrame } from './layout.ts';

interface Split {
  /** The frames that came out, in hex. */
  readonly frames: string[];
  readonly status: string;
}

/** One frame of each type. */
function streamOfAllTypes(): Buffer {
  const bytes = Buffer.alloc(9 * MAX_FRAME_SIZE);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  at += encode.writeHeartbeat(view, at, -1, -1);
  at += encode.writeNewOrder(view, at, 1, 2, 3, 400, 5, 1, 0, 1, 6);
  at += encode.writeAck(view, at, 1, 2, 0, 7);
  at += encode.writeFill(view, at, 1, 2, 3, 4, 0, 500, 6, 0, 8);
  at += encode.writeReject(view, at, 1, 2, 9);
  at += encode.writeCancelOrder(view, at, 1, 2, 3);
  at += encode.writeMdTopOfBook(view, at, 1, true, 0, 2, false, 0, 0, 0, 9);
  at += encode.writeMdTrade(view, at, 1, 0, 2, 3, 0, 10);
  at += encode.writeHeartbeatAck(view, at, 1, 2);
  return bytes.subarray(0, at);
}

/** Feeds the stream cut at the given offsets; each chunk lies in memory of its own, spoilt once it is used up. */
function split(stream: Uint8Array, cuts: readonly number[]): Split {
  const splitter = new FrameSplitter();
  const frames: string[] = [];
  [...cuts, stream.length].reduce((start, end) => {
    const chunk = Uint8Array.of(0xff, ...stream.subarray(start, end), 0xff);
    splitter.feed(new DataView(chunk.buffer), 1, chunk.length - 1);
    while (splitter.next()) {
      const size = HEADER_SIZE + splitter.view.getUint32(splitter.offset + Header.bodyLength);
      const { view, offset } = splitter;
      frames.push(Buffer.from(view.buffer, view.byteOffset + offset, size).toString('hex'));
      if (splitter.type !== view.getUint16(offset)) throw new Error('type is not that of the frame');
    }
    chunk.fill(0xee);
    return end;
  }, 0);
  return { frames, status: statusName(splitter.finish()) };
}

const stream = streamOfAllTypes();
const whole = split(stream, []);

t.test('a whole stream comes out as its frames', async (t) => {
  t.equal(whole.status, 'Ok');
  t.equal(whole.frames.length, 9);
  t.equal(whole.frames.join(''), stream.toString('hex'));
});

t.test('a stream cut at any two offsets, or the same one twice, comes out as the whole does', async (t) => {
  for (let first = 0; first <= stream.length; first++) {
    for (let second = first; second <= stream.length; second++) {
      const cut = split(stream, [first, second]);
      if (cut.status !== whole.status || cut.frames.join() !== whole.frames.join())
        t.same(cut, whole, `${first}, ${second}`);
    }
  }
  t.same(split(stream, [...stream.keys()]), whole, 'byte by byte');
});

t.test('a stream that ends within a frame gives the frames before it, then Truncated', async (t) => {
  let at = 0;
  const ends = whole.frames.map((hex) => (at += hex.length / 2));
  for (let length = 0; length < stream.length; length++) {
    const { frames, status } = split(stream.subarray(0, length), [Math.floor(length / 2)]);
    t.equal(frames.length, ends.filter((end) => end <= length).length);
    t.equal(status, length === 0 || ends.includes(length) ? 'Ok' : 'Truncated', `${length} bytes`);
  }
});

const badFrames: { status: string; spoil: (frame: DataView) => void; showsAfter: number }[] = [
  { status: 'UnsupportedVersion', spoil: (frame) => frame.setUint16(Header.version, 0), showsAfter: HEADER_SIZE },
  { status: 'UnknownType', spoil: (frame) => frame.setUint16(Header.type, 0), showsAfter: HEADER_SIZE },
  { status: 'BodyTooLarge', spoil: (frame) => frame.setUint32(Header.bodyLength, 4097), showsAfter: HEADER_SIZE },
  { status: 'BodyLengthMismatch', spoil: (frame) => frame.setUint32(Header.bodyLength, 28), showsAfter: HEADER_SIZE },
  { status: 'InvalidEnumValue', spoil: (frame) => frame.setUint8(NewOrderFrame.side, 2), showsAfter: 43 },
];

for (const { status, spoil, showsAfter } of badFrames) {
  t.test(`${status} ends the stream after the frames before it, wherever it is cut`, async (t) => {
    const bytes = new Uint8Array([...stream, ...new Uint8Array(43), ...stream]);
    const bad = new DataView(bytes.buffer, stream.length, 43);
    encode.writeNewOrder(bad, 0, 0, 1, 0, 1, 1, 0, 0, 0);
    spoil(bad);
    for (let cut = 0; cut <= bytes.length; cut++)
      t.same(split(bytes, [cut]), { frames: whole.frames, status }, `${cut}`);
    t.same(split(bytes, [...bytes.keys()]), { frames: whole.frames, status }, 'byte by byte');
    const shown = stream.length + showsAfter;
    t.same(split(bytes.subarray(0, shown), []).status, status, 'as soon as the bytes show it');
    t.same(split(bytes.subarray(0, shown - 1), []).status, 'Truncated', 'and not before');
  });
}

t.test('random streams come out the same however they are cut', async () => {
  // Frames and rubbish, so that some streams end in an error and some within a frame.
  const piece = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...whole.frames) },
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  );
  const cuts = fc.array(fc.nat(1_000), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), cuts, (pieces, cuts) => {
      const bytes = Buffer.from(pieces.join(''), 'hex');
      const sorted = cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b);
      const expected = split(bytes, []);
      const actual = split(bytes, sorted);
      return actual.status === expected.status && actual.frames.join() === expected.frames.join();
    }),
  );
});

t.test('a chunk fed before the one before is used up is refused', async (t) => {
  const splitter = new FrameSplitter();
  const view = new DataView(new Uint8Array(stream).buffer);
  splitter.feed(view, 0, view.byteLength);
  t.ok(splitter.next());
  t.throws(() => splitter.feed(view, 0, 1), /call next\(\) until it returns false/);
});

t.test('a stream that has ended in an error takes no more bytes', async (t) => {
  const splitter = new FrameSplitter();
  splitter.feed(new DataView(new ArrayBuffer(32)), 0, 32);
  t.notOk(splitter.next());
  t.equal(splitter.status, DecodeStatus.UnsupportedVersion);
  splitter.feed(new DataView(new Uint8Array(stream).buffer), 0, stream.length);
  t.notOk(splitter.next());
  t.equal(splitter.finish(), DecodeStatus.UnsupportedVersion);
});

t.test('an end beyond the view stands for the end of the view', async (t) => {
  const splitter = new FrameSplitter();
  splitter.feed(new DataView(new Uint8Array(stream).buffer, 0, 30), 0, 1_000);
  t.ok(splitter.next());
  t.notOk(splitter.next());
  t.equal(splitter.finish(), DecodeStatus.Truncated);
});
