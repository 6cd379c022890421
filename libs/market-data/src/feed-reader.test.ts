import { encodeMessage, MessageType } from '@qsl/wire-protocol';
import fc from 'fast-check';
import t from 'tap';
import { FeedReader, Reading } from './feed-reader.ts';

const OFFSET = 64;

function read(reader: FeedReader, bytes: Uint8Array): Reading {
  const view = new DataView(new ArrayBuffer(OFFSET + bytes.length));
  new Uint8Array(view.buffer).set(bytes, OFFSET);
  return reader.read(view, OFFSET, bytes.length);
}

function trade(sequence: bigint): Uint8Array {
  return encodeMessage({ type: MessageType.MdTrade, sequence, symbol: 0, price: 100n, quantity: 1 });
}

t.test('messages are followed by their md_seq, all 64 bits of it', async (t) => {
  const reader = new FeedReader();
  const high = 0xfedcba98_00000000n;
  t.equal(read(reader, trade(high + 0xffffffffn)), Reading.InOrder);
  t.equal(read(reader, trade(high + 0x1_00000000n)), Reading.InOrder);
  t.equal(read(reader, trade(high + 0x1_00000003n)), Reading.AfterGap);
  t.equal(reader.tracker.gap, 2);
  t.equal(read(reader, trade(high)), Reading.Duplicate, 'too old to tell');
  t.equal(reader.malformed, 0);
});

t.test('what is no message is counted by its fault, and leaves the numbers alone', async (t) => {
  const reader = new FeedReader();
  read(reader, trade(1n));
  for (const length of [0, 3, 31]) t.equal(read(reader, trade(9n).subarray(0, length)), Reading.Malformed);
  t.equal(read(reader, Uint8Array.from([...trade(9n), 0])), Reading.Malformed);
  t.equal(read(reader, trade(2n)), Reading.InOrder);
  t.equal(reader.malformed, 4);
  t.strictSame(reader.faults(), { Truncated: 3, TrailingBytes: 1 });
  t.match(reader.tracker, { received: 2, gaps: 0 });
});

t.test('random bytes are survived and counted', async (t) => {
  const reader = new FeedReader();
  let datagrams = 0;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      datagrams++;
      read(reader, bytes);
      t.equal(reader.malformed + reader.tracker.received, datagrams);
      t.equal(
        Object.values(reader.faults()).reduce((sum, count) => sum + count, 0),
        reader.malformed,
      );
    }),
    { numRuns: 300 },
  );
});
