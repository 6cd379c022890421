/** The two limits on unsent replies, in process: where input pauses, and the exact boundary of what is refused. */
import { AckFrame, FillFrame, HeartbeatAckFrame, HeartbeatFrame } from '@qsl/wire-protocol';
import fc from 'fast-check';
import t from 'tap';
import { CloseCause } from '../src/session/close-cause.ts';
import { createIoBuffer, ReplyBuffer } from '../src/session/io-buffers.ts';
import { Session, type Venue } from '../src/session/session.ts';
import { cancelOrder, decodeAll, heartbeatAcks, heartbeats, newOrder, OrderType, Side, TimeInForce } from './frames.ts';
import { createVenue, LocalSession } from './local-session.ts';

const HEADROOM = 64;
const REQUEST = HeartbeatFrame.frameSize;
const REPLY = HeartbeatAckFrame.frameSize;

/** One call of receive over `bytes`: where it stopped, counted from the first of them, and what it answered. */
function receiveOnce(session: Session, bytes: Buffer, backlogBytes = 0) {
  const input = createIoBuffer(HEADROOM + bytes.length);
  input.bytes.set(bytes, HEADROOM);
  const replies = new ReplyBuffer(64 * 1024);
  const at = session.receive(input, HEADROOM, HEADROOM + bytes.length, replies, backlogBytes);
  const rest = Buffer.from(input.bytes.subarray(at));
  return { stoppedAt: at - HEADROOM, rest, answer: Buffer.from(replies.bytes.subarray(0, replies.length)) };
}

t.test('at the mark of unsent replies the session stops, and goes on where it stopped', async (t) => {
  const marks: [mark: number, backlog: number, answered: number][] = [
    [REPLY * 4, 0, 4],
    [REPLY * 4 - 1, 0, 4],
    [REPLY * 4 + 1, 0, 5],
    [REPLY * 4, REPLY * 3, 1],
    [REPLY * 4, REPLY * 3 + 1, 1],
    [REPLY * 4, REPLY * 4, 0],
    [REPLY * 4, REPLY * 9, 0],
    [REPLY * 10, 0, 10],
    [REPLY * 11, 0, 10],
  ];
  for (const [maxOutbufBytes, backlog, answered] of marks) {
    const session = new Session(createVenue({ limits: { maxOutbufBytes, maxOutbufHardBytes: 64 * 1024 } }));
    const { stoppedAt, rest, answer } = receiveOnce(session, heartbeats(10), backlog);
    const label = `mark ${maxOutbufBytes}, backlog ${backlog}`;
    t.equal(stoppedAt, answered * REQUEST, label);
    t.same(answer, heartbeatAcks(answered), label);
    const resumed = new LocalSession(createVenue());
    t.same(resumed.feed(rest), heartbeatAcks(10 - answered, answered), label);
  }
});

t.test('the held beginning of a frame is handed back when nothing may be answered', async (t) => {
  const session = new Session(createVenue({ limits: { maxOutbufBytes: 100, maxOutbufHardBytes: 8192 } }));
  const stream = heartbeats(2);
  t.equal(receiveOnce(session, stream.subarray(0, 20)).stoppedAt, 20);
  const { stoppedAt, rest } = receiveOnce(session, stream.subarray(20), 100);
  t.equal(stoppedAt, -20, 'the beginning lies in front again');
  t.equal(session.heldBytes, 0);
  t.same(receiveOnce(session, rest).answer, heartbeatAcks(2));
});

/** A venue on which `makers` orders to sell 2 each rest, one price apart from 100 on. */
function venueWithMakers(makers: number): Venue {
  const venue = createVenue({ maxOrders: 32 });
  const makersOrders = Array.from({ length: makers }, (_, i) => {
    return newOrder({ id: BigInt(1000 + i), side: Side.Sell, price: BigInt(100 + i), quantity: 2 });
  });
  new LocalSession(venue).feed(Buffer.concat(makersOrders));
  return venue;
}

/** A session on that venue's engine with another hard limit; the mark is as far away, unless told otherwise. */
function narrow(venue: Venue, maxOutbufHardBytes: number, maxOutbufBytes = maxOutbufHardBytes): Session {
  return new Session({ ...venue, limits: { maxOutbufBytes, maxOutbufHardBytes } });
}

const answerBytes = (fills: number) => AckFrame.frameSize + fills * FillFrame.frameSize;

/** Orders that cause exactly `fills` fills on such a venue of 10 makers. */
const sweeps: [what: string, fills: number, terms: Parameters<typeof newOrder>[0]][] = [
  ['a limit', 4, { id: 1n, price: 200n, quantity: 8 }],
  ['a limit that ends within a maker', 4, { id: 1n, price: 200n, quantity: 7 }],
  ['a limit that its price stops', 4, { id: 1n, price: 103n, quantity: 1000 }],
  ['a limit that takes all and rests', 10, { id: 1n, price: 200n, quantity: 1000 }],
  ['an IOC limit', 4, { id: 1n, price: 103n, quantity: 1000, timeInForce: TimeInForce.IOC }],
  ['a market order', 4, { id: 1n, quantity: 8, orderType: OrderType.Market }],
  ['a market order that takes all', 10, { id: 1n, quantity: 1000, orderType: OrderType.Market }],
  ['an order that rests', 0, { id: 1n, price: 50n, quantity: 1000 }],
];

t.test('an answer that exactly fits is given whole; with one byte less the engine is not touched', async (t) => {
  for (const [what, fills, terms] of sweeps) {
    for (const [before, backlog] of [
      [0, 0],
      [3, 0],
      [0, 500],
      [2, 333],
    ] as const) {
      const bytes = Buffer.concat([heartbeats(before), newOrder(terms), heartbeats(2)]);
      const room = before * REPLY + backlog + answerBytes(fills);
      const label = `${what} behind ${before} replies and a backlog of ${backlog}`;

      const roomy = venueWithMakers(10);
      const fits = narrow(roomy, room);
      const given = receiveOnce(fits, bytes, backlog);
      t.equal(given.answer.length, before * REPLY + answerBytes(fills), label);
      t.equal(fits.closeCause, undefined, label);
      t.equal(roomy.engine.totalTrades, fills, label);

      const tight = venueWithMakers(10);
      const [sequence, resting] = [tight.engine.lastSequence, tight.engine.restingOrders];
      const ends = narrow(tight, room - 1);
      const first = receiveOnce(ends, bytes, backlog);
      t.same(first.answer, heartbeatAcks(before), `${label}: what came before is answered, nothing in part`);
      // Before the verdict what was answered is sent; here the socket takes none of it.
      const refused = before === 0 ? first : receiveOnce(ends, first.rest, backlog + before * REPLY);
      t.equal(first.stoppedAt, before === 0 ? bytes.length : before * REQUEST, `${label}: sending comes first`);
      t.equal(before === 0 || refused.answer.length === 0, true, label);
      t.equal(ends.closeCause, CloseCause.OutputLimit, label);
      t.equal(refused.rest.length, 0, `${label}: the rest is swallowed`);
      t.same([tight.engine.lastSequence, tight.engine.restingOrders], [sequence, resting], label);
      t.equal(receiveOnce(ends, heartbeats(1)).answer.length, 0, `${label}: and nothing is answered from then on`);
    }
  }
});

t.test('replies that have not been sent yet refuse no answer: it is given once they have left', async (t) => {
  for (const [what, fills, terms] of sweeps) {
    const venue = venueWithMakers(10);
    const session = narrow(venue, answerBytes(fills));
    const { answer, rest, stoppedAt } = receiveOnce(session, Buffer.concat([heartbeats(1), newOrder(terms)]));
    t.same(answer, heartbeatAcks(1), what);
    t.equal(stoppedAt, REQUEST, what);
    t.equal(receiveOnce(session, rest).answer.length, answerBytes(fills), what);
    t.equal(session.closeCause, undefined, what);
  }
});

t.test('an order that is rejected needs no room for fills', async (t) => {
  const venue = venueWithMakers(10);
  const session = narrow(venue, 256);
  const { answer } = receiveOnce(session, newOrder({ id: 1n, price: 200n, quantity: 2_000_000 }));
  t.match(decodeAll(answer), [{ reason: 5 }]);
  t.equal(session.closeCause, undefined);
});

t.test('for any book, order and limit: the whole answer or none', async (t) => {
  const orders = fc.array(
    fc.record({
      side: fc.constantFrom(Side.Buy, Side.Sell),
      price: fc.bigInt({ min: 97n, max: 103n }),
      quantity: fc.integer({ min: 1, max: 5 }),
    }),
    { maxLength: 30 },
  );
  const taker = fc.record({
    side: fc.constantFrom(Side.Buy, Side.Sell),
    price: fc.bigInt({ min: 96n, max: 104n }),
    quantity: fc.integer({ min: 1, max: 60 }),
    orderType: fc.constantFrom(OrderType.Limit, OrderType.Market),
    timeInForce: fc.constantFrom(TimeInForce.GTC, TimeInForce.IOC),
  });
  const property = fc.property(orders, taker, fc.integer({ min: -60, max: 60 }), (book, order, slack) => {
    const fill = () => {
      const venue = createVenue({ maxOrders: 64 });
      new LocalSession(venue).feed(Buffer.concat(book.map((terms, i) => newOrder({ id: BigInt(i + 100), ...terms }))));
      return venue;
    };
    const request = newOrder({ id: 1n, ...order });
    const whole = new LocalSession(fill()).feed(request);
    const venue = fill();
    const before = venue.engine.lastSequence;
    const session = narrow(venue, whole.length + slack, Number.MAX_SAFE_INTEGER);
    const { answer } = receiveOnce(session, request);
    const fits = slack >= 0;
    return (
      answer.equals(fits ? whole : Buffer.alloc(0)) &&
      session.closeCause === (fits ? undefined : CloseCause.OutputLimit) &&
      venue.engine.lastSequence > before === fits
    );
  });
  fc.assert(property, { numRuns: 200 });
  t.pass('no difference found');
});

t.test('a cancel is answered at the mark, whatever the hard limit leaves', async (t) => {
  const venue = venueWithMakers(1);
  const { answer } = receiveOnce(narrow(venue, 8192), cancelOrder({ id: 1000n }), 8191);
  t.match(decodeAll(answer), [{ orderId: 1000n }]);
});
