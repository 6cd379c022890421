import { MessageType, reasonName } from '@qsl/wire-protocol';
import fc from 'fast-check';
import t from 'tap';
import {
  cancelOrder,
  decodeAll,
  frame,
  heartbeat,
  heartbeatAck,
  newOrder,
  OrderType,
  Side,
} from '../../test/frames.ts';
import { goldenSession, goldenStreams, noVectors } from '../../test/golden.ts';
import { isLong } from '../../test/harness.ts';
import { createVenue, LocalSession } from '../../test/local-session.ts';
import { CloseCause } from './close-cause.ts';
import { MAX_HELD_BYTES } from './session.ts';

const fresh = () => new LocalSession(createVenue({ maxOrders: 16 }));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

t.test('the golden session, exchange by exchange', { skip: noVectors }, async (t) => {
  const session = fresh();
  for (const { what, request, replies } of goldenSession()) t.equal(hex(session.feed(request)), hex(replies), what);
});

t.test('however the stream is cut, the answers are those to the whole', { skip: noVectors }, async (t) => {
  const { requests, replies } = goldenStreams();
  const answer = (cuts: readonly number[]) => hex(fresh().feedCut(requests, cuts));
  t.equal(answer([]), hex(replies), 'whole');
  t.equal(answer(Array.from(requests.keys()).slice(1)), hex(replies), 'byte by byte');
  const different = Array.from(requests.keys()).filter((offset) => answer([offset]) !== hex(replies));
  t.same(different, [], 'one cut, at any offset');
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: requests.length - 1 }), { maxLength: 40 });
  const property = fc.property(cuts, (some) => answer(some.sort((a, b) => a - b)) === hex(replies));
  fc.assert(property, { numRuns: isLong ? 20_000 : 100 });
  t.pass('many cuts');
});

/** A frame with one byte of its own changed. */
function spoiled(bytes: Buffer, offset: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[offset] = value;
  return copy;
}

const ack = { type: MessageType.Ack, sequence: 0n, orderId: 1n, engineSequence: 1n } as const;
const fill = { ...ack, type: MessageType.Fill, takerId: 1n, makerId: 2n, price: 1n, quantity: 1 } as const;
const endings: Record<string, Buffer> = {
  'another version': spoiled(heartbeat(1n), 3, 2),
  'type 0': spoiled(heartbeat(1n), 1, 0),
  'an unknown type': spoiled(heartbeat(1n), 1, 10),
  'a type whose low byte is a known one': spoiled(heartbeat(1n), 0, 1),
  'a body one byte too long': spoiled(heartbeat(1n), 7, 9),
  'a body one byte too short': spoiled(heartbeat(1n), 7, 7),
  'a body above the maximum': spoiled(heartbeat(1n), 5, 1),
  'a body length with the sign bit': spoiled(heartbeat(1n), 4, 0x80),
  'a NewOrder as long as a cancel': spoiled(newOrder({ id: 9n }), 7, 12),
  'side 2': spoiled(newOrder({ id: 9n }), 40, 2),
  'order type 2': spoiled(newOrder({ id: 9n }), 41, 2),
  'time in force 255': spoiled(newOrder({ id: 9n }), 42, 255),
  'a trade': frame({ type: MessageType.MdTrade, sequence: 1n, symbol: 0, price: 1n, quantity: 1 }),
  'a top of book': frame({ type: MessageType.MdTopOfBook, sequence: 1n, symbol: 0, bid: 1n, ask: null }),
  'a heartbeat’s answer': heartbeatAck(1n),
  'an ack': frame(ack),
  'a reject': frame({ type: MessageType.Reject, sequence: 0n, orderId: 1n, reason: 1 }),
  'a fill': frame(fill),
};

t.test('what a client may not send ends the session: all before it is answered, nothing from there on', async (t) => {
  const before = [newOrder({ id: 1n }), heartbeat(5n), cancelOrder({ id: 1n }), newOrder({ id: 2n, side: Side.Sell })];
  const after = Buffer.concat([newOrder({ id: 3n }), heartbeat(6n)]);
  for (const [what, bad] of Object.entries(endings)) {
    for (let position = 0; position <= before.length; position++) {
      const valid = Buffer.concat(before.slice(0, position));
      const stream = Buffer.concat([valid, bad, after]);
      const expected = hex(fresh().feed(valid));
      for (const cuts of [[], Array.from(stream.keys()).slice(1), [valid.length], [valid.length + bad.length]]) {
        const session = fresh();
        const label = `${what} at ${position}, ${cuts.length} cuts`;
        t.equal(hex(session.feedCut(stream, cuts)), expected, label);
        t.equal(session.session.closeCause, CloseCause.Protocol, label);
        t.equal(session.session.frames, position, label);
      }
    }
  }
});

t.test('a header that cannot become a request is refused before its body has arrived', async (t) => {
  const isRefused = (bytes: Buffer, length: number) => {
    const session = fresh();
    session.feed(bytes.subarray(0, length));
    return session.session.closeCause !== undefined;
  };
  for (const [what, bad] of Object.entries(endings)) {
    const isOnlyBodyBad = ['side 2', 'order type 2', 'time in force 255'].includes(what);
    t.notOk(isRefused(bad, 15), `${what}: nothing is said before the header is whole`);
    t.equal(isRefused(bad, 16), !isOnlyBodyBad, what);
  }
});

t.test('a frame that is not whole is held, and no more than it', async (t) => {
  for (const request of [newOrder({ id: 1n }), cancelOrder({ id: 1n }), heartbeat(1n)]) {
    const session = fresh();
    for (let i = 0; i < request.length - 1; i++) {
      t.equal(session.feed(request.subarray(i, i + 1)).length, 0);
      t.equal(session.session.heldBytes, i + 1);
    }
    t.ok(session.session.heldBytes <= MAX_HELD_BYTES);
    t.not(session.feed(request.subarray(-1)).length, 0);
    t.equal(session.session.heldBytes, 0);
  }
});

t.test('ids and tokens survive bit for bit', async (t) => {
  for (const id of [0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n]) {
    const session = fresh();
    t.equal(hex(session.feed(heartbeat(id))), hex(heartbeatAck(id)), `token ${id}`);
    const resting = newOrder({ id, sequence: id });
    t.match(decodeAll(session.feed(resting)), [{ type: MessageType.Ack, orderId: id, sequence: 0n }], `order ${id}`);
    t.match(decodeAll(session.feed(resting)), [{ type: MessageType.Reject, orderId: id, sequence: 0n }], 'again');
    const taker = newOrder({ id: id ^ 1n, side: Side.Sell, orderType: OrderType.Market });
    t.match(decodeAll(session.feed(taker)), [{ orderId: id ^ 1n }, { takerId: id ^ 1n, makerId: id }], 'traded');
    session.feed(resting);
    t.match(decodeAll(session.feed(cancelOrder({ id }))), [{ type: MessageType.Ack, orderId: id }], 'cancelled');
  }
});

t.test('a price is judged by its true value, beyond 2^53 too', async (t) => {
  const MAX_SAFE = 2n ** 53n - 1n;
  const risk = { maxOrderQuantity: 2 ** 32 - 1, maxNotional: Number(MAX_SAFE) };
  const cases: [price: bigint, quantity: number, reason: string | undefined][] = [
    [-(2n ** 63n), 1, 'InvalidPrice'],
    [-(2n ** 53n) - 1n, 1, 'InvalidPrice'],
    [-1n, 1, 'InvalidPrice'],
    [0n, 1, 'InvalidPrice'],
    [-(2n ** 63n), 0, 'InvalidPrice'],
    [1n, 0, 'InvalidQuantity'],
    [1n, 2 ** 32 - 1, undefined],
    [MAX_SAFE, 1, undefined],
    [MAX_SAFE, 2, 'MaxNotionalExceeded'],
    [MAX_SAFE + 1n, 1, 'MaxNotionalExceeded'],
    [MAX_SAFE + 2n, 1, 'MaxNotionalExceeded'],
    [2n ** 63n - 1n, 2 ** 32 - 1, 'MaxNotionalExceeded'],
    [2n ** 63n - 1n, 0, 'InvalidQuantity'],
    [2n ** 21n, 2 ** 32 - 1, undefined],
    [2n ** 21n + 1n, 2 ** 32 - 1, 'MaxNotionalExceeded'],
  ];
  for (const [price, quantity, reason] of cases) {
    const session = new LocalSession(createVenue({ risk }));
    const [reply] = decodeAll(session.feed(newOrder({ id: 1n, price, quantity })));
    const got = reply?.type === MessageType.Reject ? reasonName(reply.reason) : undefined;
    t.equal(got, reason, `${quantity} at ${price}`);
  }
});

t.test('a market order is asked neither for its price nor for its time in force', async (t) => {
  for (const price of [-(2n ** 63n), 0n, 2n ** 63n - 1n]) {
    const session = fresh();
    session.feed(newOrder({ id: 1n, quantity: 3 }));
    for (const timeInForce of [0, 1] as const) {
      const market = newOrder({ id: 2n, side: Side.Sell, orderType: OrderType.Market, price, timeInForce });
      t.match(decodeAll(session.feed(market)), [{ type: MessageType.Ack }, { type: MessageType.Fill, price: 100n }]);
    }
  }
});
