/** Any message, over the full range of every field, survives encoding and decoding, and the two encoders agree. */
import fc from 'fast-check';
import t from 'tap';
import * as wire from '../src/index.ts';

const { MessageType } = wire;

/** A second's worth, or minutes' where QSL_LONG is set. */
const RUNS = process.env.QSL_LONG === undefined ? 1_000 : 200_000;

const u64 = fc.oneof(fc.bigInt({ min: 0n, max: wire.MAX_UINT64 }), fc.constantFrom(0n, wire.MAX_UINT64, 2n ** 63n));
const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const u32 = fc.oneof(fc.nat({ max: 2 ** 32 - 1 }), fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1));
const bit = fc.constantFrom(0 as const, 1 as const);
const reason = fc.constantFrom(...Object.values(wire.RejectReason));

/** Messages whose 64-bit numbers, other than ids and tokens, come from the given ranges. */
function messages(price: fc.Arbitrary<bigint>, number: fc.Arbitrary<bigint>, replySequence: fc.Arbitrary<bigint>) {
  const framed = <T extends wire.MessageType>(type: T, sequence = number) => ({ type: fc.constant(type), sequence });
  const side = fc.option(price);
  return fc.oneof(
    fc.record({
      ...framed(MessageType.NewOrder),
      orderId: u64,
      symbol: u32,
      price,
      quantity: u32,
      side: bit,
      orderType: bit,
      timeInForce: bit,
    }),
    fc.record({ ...framed(MessageType.CancelOrder), orderId: u64, symbol: u32 }),
    fc.record({ ...framed(MessageType.MdTrade), symbol: u32, price, quantity: u32 }),
    fc.record({ ...framed(MessageType.MdTopOfBook), symbol: u32, bid: side, ask: side }),
    fc.record({ ...framed(MessageType.Heartbeat), token: u64 }),
    fc.record({ ...framed(MessageType.HeartbeatAck, replySequence), token: u64 }),
    fc.record({ ...framed(MessageType.Ack, replySequence), orderId: u64, engineSequence: number }),
    fc.record({ ...framed(MessageType.Reject, replySequence), orderId: u64, reason }),
    fc.record({
      ...framed(MessageType.Fill, replySequence),
      takerId: u64,
      makerId: u64,
      price,
      quantity: u32,
      engineSequence: number,
    }),
  ) satisfies fc.Arbitrary<wire.Message>;
}

/** Writes a message with the writers of the hot path. */
function write(view: DataView, at: number, message: wire.Message): number {
  const [sequence, high, low] = [Number(message.sequence), wire.highHalf, wire.lowHalf];
  const [sequenceHigh, sequenceLow] = [high(message.sequence), low(message.sequence)];
  switch (message.type) {
    case MessageType.NewOrder: {
      const { orderId, symbol, price, quantity, side, orderType, timeInForce } = message;
      const [idHigh, idLow] = [high(orderId), low(orderId)];
      return wire.writeNewOrder(
        view,
        at,
        idHigh,
        idLow,
        symbol,
        Number(price),
        quantity,
        side,
        orderType,
        timeInForce,
        sequence,
      );
    }
    case MessageType.CancelOrder:
      return wire.writeCancelOrder(view, at, high(message.orderId), low(message.orderId), message.symbol, sequence);
    case MessageType.MdTrade: {
      const { symbol, price, quantity } = message;
      const [priceHigh, priceLow] = [high(price), low(price)];
      return wire.writeMdTrade(view, at, symbol, priceHigh, priceLow, quantity, sequenceHigh, sequenceLow);
    }
    case MessageType.MdTopOfBook: {
      const { symbol, bid, ask } = message;
      const [bidHigh, bidLow] = [high(bid ?? -1n), low(bid ?? -1n)];
      const [askHigh, askLow] = [high(ask ?? -1n), low(ask ?? -1n)];
      return wire.writeMdTopOfBook(
        view,
        at,
        symbol,
        bid !== null,
        bidHigh,
        bidLow,
        ask !== null,
        askHigh,
        askLow,
        sequenceHigh,
        sequenceLow,
      );
    }
    case MessageType.Heartbeat:
      return wire.writeHeartbeat(view, at, high(message.token), low(message.token), sequence);
    case MessageType.HeartbeatAck:
      return wire.writeHeartbeatAck(view, at, high(message.token), low(message.token));
    case MessageType.Ack: {
      const { orderId, engineSequence } = message;
      return wire.writeAck(view, at, high(orderId), low(orderId), high(engineSequence), low(engineSequence));
    }
    case MessageType.Reject:
      return wire.writeReject(view, at, high(message.orderId), low(message.orderId), message.reason);
    case MessageType.Fill: {
      const { takerId, makerId, price, quantity, engineSequence } = message;
      const [takerHigh, takerLow, makerHigh, makerLow] = [high(takerId), low(takerId), high(makerId), low(makerId)];
      return wire.writeFill(
        view,
        at,
        takerHigh,
        takerLow,
        makerHigh,
        makerLow,
        high(price),
        low(price),
        quantity,
        high(engineSequence),
        low(engineSequence),
      );
    }
  }
}

t.test('every message decodes to what was encoded, with all 64 bits of every field', async (t) => {
  fc.assert(
    fc.property(messages(i64, u64, u64), (message) => {
      t.same(wire.decodeMessage(wire.encodeMessage(message)), { ok: true, message });
    }),
    { numRuns: RUNS },
  );
});

t.test('the writers and the encoder of messages agree on every message that the hot path can carry', async (t) => {
  const price = fc.maxSafeInteger().map(BigInt);
  const number = fc.maxSafeNat().map(BigInt);
  fc.assert(
    fc.property(messages(price, number, fc.constant(0n)), (message) => {
      const room = Buffer.alloc(wire.MAX_FRAME_SIZE, 0xaa);
      const written = write(new DataView(room.buffer, room.byteOffset, room.byteLength), 0, message);
      t.equal(room.subarray(0, written).toString('hex'), Buffer.from(wire.encodeMessage(message)).toString('hex'));
    }),
    { numRuns: RUNS },
  );
});
