import fc from 'fast-check';
import t from 'tap';
import {
  checkAnyFrame,
  checkFrame,
  checkHeader,
  isClientMessage,
  readBodyLength,
  readHighHalf,
  readInt64,
  readLowHalf,
  readPrice,
  readSequence,
  readType,
  readUint64,
} from './decode.ts';
import { DecodeStatus, statusName } from './decode-error.ts';
import { Header, MAX_BODY, MessageType, NewOrderFrame, RejectFrame, typeName } from './layout.ts';

const TYPES = Object.values(MessageType);
const BODY_SIZES = new Map<number, number>(TYPES.map((type, i) => [type, [27, 12, 16, 22, 8, 8, 16, 9, 36][i]!]));

/** A valid frame of all zeros but for the header. */
function frameOf(type: MessageType): DataView<ArrayBuffer> {
  const bodySize = BODY_SIZES.get(type)!;
  const view = new DataView(new ArrayBuffer(16 + bodySize));
  view.setUint16(0, type);
  view.setUint16(2, 1);
  view.setUint32(4, bodySize);
  return view;
}

/** A view that notes which bytes are read of it. An access that throws has read none. */
class WatchedView extends DataView<ArrayBuffer> {
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  #note(at: number, size: number): void {
    this.first = Math.min(this.first, at);
    this.last = Math.max(this.last, at + size - 1);
  }
  override getUint8(at: number): number {
    const value = super.getUint8(at);
    this.#note(at, 1);
    return value;
  }
  override getUint16(at: number): number {
    const value = super.getUint16(at);
    this.#note(at, 2);
    return value;
  }
  override getUint32(at: number): number {
    const value = super.getUint32(at);
    this.#note(at, 4);
    return value;
  }
}

for (const type of TYPES) {
  t.test(`a ${typeName(type)} passes whole, behind other bytes and before others`, async (t) => {
    const frame = frameOf(type);
    const size = frame.byteLength;
    t.equal(checkHeader(frame, 0, size), DecodeStatus.Ok);
    t.equal(checkFrame(frame, 0, size, type), DecodeStatus.Ok);
    t.equal(checkAnyFrame(frame, 0, size), DecodeStatus.Ok);
    t.equal(readType(frame, 0), type);
    t.equal(readBodyLength(frame, 0), size - 16);
    const padded = new Uint8Array(size + 10).fill(0xff);
    padded.set(new Uint8Array(frame.buffer), 3);
    t.equal(checkAnyFrame(new DataView(padded.buffer), 3, size + 10), DecodeStatus.Ok);
  });

  t.test(`a ${typeName(type)} is Truncated at every shorter length, and nothing past the end is read`, async (t) => {
    const watched = new WatchedView(frameOf(type).buffer);
    for (let end = 0; end < watched.byteLength; end++) {
      t.equal(checkHeader(watched, 0, end), end < 16 ? DecodeStatus.Truncated : DecodeStatus.Ok);
      t.equal(checkFrame(watched, 0, end, type), DecodeStatus.Truncated);
      t.equal(checkAnyFrame(watched, 0, end), DecodeStatus.Truncated);
      t.ok(watched.last < end, `read up to byte ${watched.last} of ${end}`);
    }
  });

  t.test(`a ${typeName(type)} in a view shorter than the caller says is Truncated`, async (t) => {
    const frame = frameOf(type);
    for (let length = 0; length < frame.byteLength; length++) {
      const short = new DataView(frame.buffer, 0, length);
      t.equal(checkAnyFrame(short, 0, frame.byteLength), DecodeStatus.Truncated);
      t.equal(checkFrame(short, 0, frame.byteLength, type), DecodeStatus.Truncated);
    }
  });

  t.test(`a ${typeName(type)} is UnknownType to a check for any other type`, async (t) => {
    const frame = frameOf(type);
    for (const other of [0, ...TYPES, 10, -1, 1.5, 65536 + type, Number.NaN]) {
      const expected = other === type ? DecodeStatus.Ok : DecodeStatus.UnknownType;
      t.equal(checkFrame(frame, 0, frame.byteLength, other), expected, `as ${other}`);
    }
  });

  t.test(`a ${typeName(type)} may declare only its own body size`, async (t) => {
    const frame = frameOf(type);
    const size = BODY_SIZES.get(type)!;
    for (const declared of [0, size - 1, size + 1, MAX_BODY, MAX_BODY + 1, 2 ** 32 - 1]) {
      frame.setUint32(Header.bodyLength, declared);
      const expected = declared > MAX_BODY ? DecodeStatus.BodyTooLarge : DecodeStatus.BodyLengthMismatch;
      t.equal(checkAnyFrame(frame, 0, frame.byteLength), expected, `${declared}`);
      t.equal(checkAnyFrame(frame, 0, 16), expected, `${declared}, of which only the header is there`);
    }
  });
}

t.test('type codes that do not exist are UnknownType, even where a check asks for them', async (t) => {
  for (const type of [0, 10, 11, 255, 256, 65535]) {
    const frame = frameOf(MessageType.Heartbeat);
    frame.setUint16(Header.type, type);
    for (const bodyLength of [0, 8, MAX_BODY]) {
      frame.setUint32(Header.bodyLength, bodyLength);
      t.equal(checkHeader(frame, 0, 24), DecodeStatus.UnknownType);
      t.equal(checkAnyFrame(frame, 0, 24), DecodeStatus.UnknownType);
      t.equal(checkFrame(frame, 0, 24, type), DecodeStatus.UnknownType);
    }
  }
});

/** Each makes a valid NewOrder invalid in one way; listed in the order in which the protocol reports them. */
const faults: { status: DecodeStatus; apply: (frame: DataView) => void; end?: number }[] = [
  { status: DecodeStatus.Truncated, apply: () => {}, end: 15 },
  { status: DecodeStatus.UnsupportedVersion, apply: (frame) => frame.setUint16(Header.version, 2) },
  { status: DecodeStatus.UnknownType, apply: (frame) => frame.setUint16(Header.type, 10) },
  { status: DecodeStatus.BodyTooLarge, apply: (frame) => frame.setUint32(Header.bodyLength, MAX_BODY + 1) },
  { status: DecodeStatus.UnknownType, apply: (frame) => frame.setUint16(Header.type, MessageType.Fill) },
  { status: DecodeStatus.BodyLengthMismatch, apply: (frame) => frame.setUint32(Header.bodyLength, 26) },
  { status: DecodeStatus.Truncated, apply: () => {}, end: 42 },
  { status: DecodeStatus.InvalidEnumValue, apply: (frame) => frame.setUint8(NewOrderFrame.side, 2) },
];

t.test(
  'of several faults at once, in every combination, the first in the order of the protocol is reported',
  async (t) => {
    for (let combination = 0; combination < 2 ** faults.length; combination++) {
      const present = faults.filter((_, index) => combination & (1 << index));
      const frame = frameOf(MessageType.NewOrder);
      for (const { apply } of present.toReversed()) apply(frame); // an earlier fault overwrites a later one of the same field
      const end = present.find((fault) => fault.end)?.end ?? frame.byteLength;
      const expected = present[0]?.status ?? DecodeStatus.Ok;
      const names = `[${present.map(({ status }) => statusName(status))}]`;
      t.equal(statusName(checkFrame(frame, 0, end, MessageType.NewOrder)), statusName(expected), names);
      const ofHeader = faults.indexOf(present[0]!) < 4 ? expected : DecodeStatus.Ok;
      t.equal(statusName(checkHeader(frame, 0, end)), statusName(ofHeader), `header of ${names}`);
    }
  },
);

const domains: { type: MessageType; field: string; at: number; max: number }[] = [
  { type: MessageType.NewOrder, field: 'side', at: NewOrderFrame.side, max: 1 },
  { type: MessageType.NewOrder, field: 'order type', at: NewOrderFrame.orderType, max: 1 },
  { type: MessageType.NewOrder, field: 'time in force', at: NewOrderFrame.timeInForce, max: 1 },
  { type: MessageType.Reject, field: 'reason', at: RejectFrame.reason, max: 9 },
];

for (const { type, field, at, max } of domains) {
  t.test(`the ${field} of a ${typeName(type)} goes from 0 to ${max}`, async (t) => {
    const frame = frameOf(type);
    for (let value = 0; value <= 255; value++) {
      frame.setUint8(at, value);
      const expected = value <= max ? DecodeStatus.Ok : DecodeStatus.InvalidEnumValue;
      t.equal(checkFrame(frame, 0, frame.byteLength, type), expected, `${value}`);
    }
  });
}

t.test('any value of a presence flag is valid', async (t) => {
  const frame = frameOf(MessageType.MdTopOfBook);
  for (let value = 0; value <= 255; value++) {
    frame.setUint8(20, value);
    frame.setUint8(29, 255 - value);
    t.equal(checkAnyFrame(frame, 0, frame.byteLength), DecodeStatus.Ok);
  }
});

t.test('whatever the bytes, the offset and the end, a check neither throws nor reads outside', async () => {
  const number = fc.oneof(fc.integer({ min: -20, max: 120 }), fc.double());
  const type = fc.oneof(fc.constantFrom<number>(...TYPES), fc.double());
  // Half of the bytes begin like a frame, or random ones would hardly get past the version.
  const bytes = fc
    .tuple(fc.option(fc.constantFrom(...TYPES)), fc.uint8Array({ maxLength: 100 }))
    .map(([type, tail]) =>
      type === null ? tail : Uint8Array.of(...new Uint8Array(frameOf(type).buffer, 0, 16), ...tail),
    );
  fc.assert(
    fc.property(bytes, number, number, type, (bytes, offset, end, type) => {
      const view = new WatchedView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (const status of [
        checkHeader(view, offset, end),
        checkAnyFrame(view, offset, end),
        checkFrame(view, offset, end, type),
      ]) {
        if (statusName(status).startsWith('Unknown(')) return false;
      }
      return view.first === Number.POSITIVE_INFINITY || (view.first >= Math.floor(offset) && view.last < end);
    }),
    // So far out that adding a frame's size to an offset changes nothing.
    { numRuns: 2_000, examples: [[new Uint8Array(), Number.MAX_VALUE, Number.MAX_VALUE, MessageType.NewOrder]] },
  );
});

t.test('a client may send orders, cancels and heartbeats, and nothing else', async (t) => {
  const allowed = [-1, 0, ...TYPES, 10, 65535].filter(isClientMessage);
  t.same(allowed, [MessageType.NewOrder, MessageType.CancelOrder, MessageType.Heartbeat]);
});

const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const safe = fc.maxSafeInteger();
const nearSafe = fc
  .tuple(fc.bigInt({ min: -4n, max: 4n }), fc.constantFrom(-1n, 1n))
  .map(([d, s]) => s * (2n ** 53n + d));

t.test('a price that is a safe integer is read exactly', async () => {
  const view = new DataView(new ArrayBuffer(9));
  fc.assert(
    fc.property(safe, (price) => {
      view.setBigInt64(1, BigInt(price));
      return Object.is(readPrice(view, 1), price === 0 ? 0 : price) && readInt64(view, 1) === BigInt(price);
    }),
  );
});

t.test('any other price keeps its sign and never turns into a safe integer', async () => {
  const view = new DataView(new ArrayBuffer(8));
  fc.assert(
    fc.property(fc.oneof(i64, nearSafe), (price) => {
      view.setBigInt64(0, price);
      const read = readPrice(view, 0);
      const isSafe = price >= BigInt(Number.MIN_SAFE_INTEGER) && price <= BigInt(Number.MAX_SAFE_INTEGER);
      return (
        read === Number(price) &&
        Number.isSafeInteger(read) === isSafe &&
        Math.sign(read) === (price > 0n ? 1 : price < 0n ? -1 : 0)
      );
    }),
    { numRuns: 1_000, examples: [[2n ** 63n - 1n], [-(2n ** 63n)], [2n ** 53n], [2n ** 53n - 1n], [-(2n ** 53n)]] },
  );
});

t.test('an unsafe price exceeds every notional limit, as its true value does', async () => {
  const view = new DataView(new ArrayBuffer(8));
  const unsafe = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(unsafe, fc.maxSafeNat(), (price, maxNotional) => {
      view.setBigInt64(0, price);
      return Math.floor(maxNotional / readPrice(view, 0)) === Number(BigInt(maxNotional) / price);
    }),
    { examples: [[2n ** 53n, Number.MAX_SAFE_INTEGER]] },
  );
});

t.test('a u64 is read exactly as halves and as a bigint, and as a double where it is safe', async () => {
  const view = new DataView(new ArrayBuffer(8));
  fc.assert(
    fc.property(fc.oneof(u64, fc.maxSafeNat().map(BigInt)), (value) => {
      view.setBigUint64(0, value);
      const halves =
        (BigInt.asUintN(32, BigInt(readHighHalf(view, 0))) << 32n) | BigInt.asUintN(32, BigInt(readLowHalf(view, 0)));
      return halves === value && readUint64(view, 0) === value && readSequence(view, 0) === Number(value);
    }),
    { examples: [[0n], [2n ** 64n - 1n], [2n ** 53n - 1n], [2n ** 53n]] },
  );
});
