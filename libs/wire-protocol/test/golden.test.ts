/** One frame of each type, its bytes worked out by hand from the protocol's tables; both ways of writing it, and the reading. */
import t from 'tap';
import * as wire from '../src/index.ts';

const { MessageType, OrderType, RejectReason, Side, TimeInForce } = wire;

interface Golden {
  readonly hex: string;
  readonly message: wire.Message;
  readonly write: (view: DataView, offset: number) => number;
}

const golden: Golden[] = [
  {
    hex: '0001 0001 0000001b 0000000100000002 ff00000000000001 00000007 0000000200000003 fffffffe 01 01 01',
    message: {
      type: MessageType.NewOrder,
      sequence: 0x1_0000_0002n,
      orderId: 0xff00000000000001n,
      symbol: 7,
      price: 0x2_0000_0003n,
      quantity: 4_294_967_294,
      side: Side.Sell,
      orderType: OrderType.Market,
      timeInForce: TimeInForce.IOC,
    },
    write: (view, at) =>
      wire.writeNewOrder(view, at, 0xff000000, 1, 7, 0x200000003, 4_294_967_294, 1, 1, 1, 0x100000002),
  },
  {
    hex: '0002 0001 0000000c 0000000000000009 0000000000000000 ffffffff',
    message: { type: MessageType.CancelOrder, sequence: 9n, orderId: 0n, symbol: 4_294_967_295 },
    write: (view, at) => wire.writeCancelOrder(view, at, 0, 0, 4_294_967_295, 9),
  },
  {
    hex: '0003 0001 00000010 001fffffffffffff 00000001 fffffffffffffffe 00000003',
    message: { type: MessageType.MdTrade, sequence: 2n ** 53n - 1n, symbol: 1, price: -2n, quantity: 3 },
    write: (view, at) => wire.writeMdTrade(view, at, 1, -1, -2, 3, 2 ** 21 - 1, -1),
  },
  {
    hex: '0004 0001 00000016 0000000000000001 00000002 01 0000000000000063 01 0000000000000065',
    message: { type: MessageType.MdTopOfBook, sequence: 1n, symbol: 2, bid: 99n, ask: 101n },
    write: (view, at) => wire.writeMdTopOfBook(view, at, 2, true, 0, 99, true, 0, 101, 0, 1),
  },
  {
    hex: '0004 0001 00000016 0000000000000002 00000002 00 0000000000000000 01 0000000000000065',
    message: { type: MessageType.MdTopOfBook, sequence: 2n, symbol: 2, bid: null, ask: 101n },
    write: (view, at) => wire.writeMdTopOfBook(view, at, 2, false, 0, 99, true, 0, 101, 0, 2),
  },
  {
    hex: '0004 0001 00000016 0000000000000003 00000002 01 0000000000000000 00 0000000000000000',
    message: { type: MessageType.MdTopOfBook, sequence: 3n, symbol: 2, bid: 0n, ask: null },
    write: (view, at) => wire.writeMdTopOfBook(view, at, 2, true, 0, 0, false, 7, 101, 0, 3),
  },
  {
    hex: '0005 0001 00000008 0000000000000000 ffffffffffffffff',
    message: { type: MessageType.Heartbeat, sequence: 0n, token: 2n ** 64n - 1n },
    write: (view, at) => wire.writeHeartbeat(view, at, -1, -1),
  },
  {
    hex: '0006 0001 00000008 0000000000000000 800000007fffffff',
    message: { type: MessageType.HeartbeatAck, sequence: 0n, token: 0x800000007fffffffn },
    write: (view, at) => wire.writeHeartbeatAck(view, at, -(2 ** 31), 2 ** 31 - 1),
  },
  {
    hex: '0007 0001 00000010 0000000000000000 0000000100000000 0000000080000000',
    message: { type: MessageType.Ack, sequence: 0n, orderId: 2n ** 32n, engineSequence: 2n ** 31n },
    write: (view, at) => wire.writeAck(view, at, 1, 0, 0, 2 ** 31),
  },
  {
    hex: '0008 0001 00000009 0000000000000000 0000000000000007 09',
    message: { type: MessageType.Reject, sequence: 0n, orderId: 7n, reason: RejectReason.StorageExhausted },
    write: (view, at) => wire.writeReject(view, at, 0, 7, RejectReason.StorageExhausted),
  },
  {
    hex: '0009 0001 00000024 0000000000000000 0000000000000002 0000000000000001 0000000000000064 00000005 0000000000000003',
    message: {
      type: MessageType.Fill,
      sequence: 0n,
      takerId: 2n,
      makerId: 1n,
      price: 100n,
      quantity: 5,
      engineSequence: 3n,
    },
    write: (view, at) => wire.writeFill(view, at, 0, 2, 0, 1, 0, 100, 5, 0, 3),
  },
];

for (const { hex, message, write } of golden) {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  t.test(`${wire.typeName(message.type)} ${hex}`, async (t) => {
    t.same(wire.decodeMessage(bytes), { ok: true, message }, 'reads as the message');
    t.equal(
      Buffer.from(wire.encodeMessage(message)).toString('hex'),
      bytes.toString('hex'),
      'is what the message encodes to',
    );
    const room = Buffer.alloc(bytes.length + 8, 0xaa);
    const written = write(new DataView(room.buffer, room.byteOffset, room.byteLength), 3);
    t.equal(written, bytes.length, 'the writer says how long it is');
    const expected = Buffer.concat([Buffer.alloc(3, 0xaa), bytes, Buffer.alloc(5, 0xaa)]);
    t.equal(room.toString('hex'), expected.toString('hex'), 'is what the writer writes, and it touches nothing else');
  });
}

t.test('every type has a golden frame', async (t) => {
  t.same(new Set(golden.map(({ message }) => message.type)), new Set(Object.values(MessageType)));
});
