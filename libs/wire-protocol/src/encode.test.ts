import fc from 'fast-check';
import t from 'tap';
import * as encode from './encode.ts';
import { Header, NewOrderFrame } from './layout.ts';

const view = new DataView(new ArrayBuffer(64));

t.test('a request without a sequence number carries 0', async (t) => {
  const writers = [
    () => encode.writeNewOrder(view, 0, 1, 2, 3, 4, 5, 0, 0, 0),
    () => encode.writeCancelOrder(view, 0, 1, 2, 3),
    () => encode.writeHeartbeat(view, 0, 1, 2),
  ];
  for (const write of writers) {
    view.setBigInt64(Header.sequenceHigh, -1n);
    write();
    t.equal(view.getBigUint64(Header.sequenceHigh), 0n);
  }
});

t.test('a reply overwrites what was in its sequence field with 0', async (t) => {
  const writers = [
    () => encode.writeHeartbeatAck(view, 0, 1, 2),
    () => encode.writeAck(view, 0, 1, 2, 3, 4),
    () => encode.writeReject(view, 0, 1, 2, 3),
    () => encode.writeFill(view, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
  ];
  for (const write of writers) {
    view.setBigInt64(Header.sequenceHigh, -1n);
    write();
    t.equal(view.getBigUint64(Header.sequenceHigh), 0n);
  }
});

t.test('any safe integer is written exactly as a price, negative ones in two’s complement', async () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (price) => {
      encode.writeNewOrder(view, 0, 0, 0, 0, price, 0, 0, 0, 0);
      return view.getBigInt64(NewOrderFrame.priceHigh) === BigInt(price);
    }),
    { examples: [[0], [-1], [-(2 ** 32)], [2 ** 32 - 1], [Number.MAX_SAFE_INTEGER], [Number.MIN_SAFE_INTEGER]] },
  );
});

t.test('any safe integer is written exactly as a sequence number', async () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (sequence) => {
      encode.writeHeartbeat(view, 0, 0, 0, sequence);
      return view.getBigUint64(Header.sequenceHigh) === BigInt(sequence);
    }),
    { examples: [[0], [2 ** 31], [2 ** 32 - 1], [2 ** 32], [Number.MAX_SAFE_INTEGER]] },
  );
});
