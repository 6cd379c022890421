/**
 * The session against the naive reference of the matching specification: for any requests, cut anywhere, the reply bytes
 * are those that the reference's outcomes encode to.
 */
import { ReferenceEngine } from '@qsl/matching-engine/reference';
import { MessageType, OrderType, Side, TimeInForce } from '@qsl/wire-protocol';
import fc from 'fast-check';
import t from 'tap';
import { frame } from './frames.ts';
import { isLong } from './harness.ts';
import { createVenue, LocalSession } from './local-session.ts';
import { type Request, repliesOf } from './reference-replies.ts';

const id = fc.oneof(
  { weight: 8, arbitrary: fc.bigInt({ min: 1n, max: 12n }) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 2n ** 32n, 2n ** 32n + 1n, 2n ** 63n, 2n ** 64n - 1n) },
);
const price = fc.oneof(
  { weight: 20, arbitrary: fc.bigInt({ min: 97n, max: 103n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { weight: 1, arbitrary: fc.constantFrom(0n, -1n, 2n ** 53n, -(2n ** 53n) - 1n, 2n ** 63n - 1n) },
);
const quantity = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1000, 1001, 2 ** 32 - 1) },
);
const symbol = fc.oneof(
  { weight: 30, arbitrary: fc.nat(1) },
  { weight: 1, arbitrary: fc.constantFrom(2, 2 ** 32 - 1) },
);
const sequence = fc.constantFrom(0n, 1n, 2n ** 64n - 1n);

const request: fc.Arbitrary<Request> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constant(MessageType.NewOrder),
      sequence,
      orderId: id,
      symbol,
      price,
      quantity,
      side: fc.constantFrom(Side.Buy, Side.Sell),
      orderType: fc.constantFrom(OrderType.Limit, OrderType.Limit, OrderType.Limit, OrderType.Market),
      timeInForce: fc.constantFrom(TimeInForce.GTC, TimeInForce.GTC, TimeInForce.IOC),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant(MessageType.CancelOrder), sequence, orderId: id, symbol }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant(MessageType.Heartbeat), sequence, token: id }),
  },
);

const scenario = fc.record({
  requests: fc.array(request, { minLength: 1, maxLength: 120, size: 'max' }),
  maxOrders: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(256)),
  cuts: fc.array(fc.nat(), { maxLength: 30 }),
});

const risk = { maxOrderQuantity: 1000, maxNotional: 100_000 };

t.test('the replies are those of the reference, byte for byte', async (t) => {
  const property = fc.property(scenario, ({ requests, maxOrders, cuts }) => {
    const reference = new ReferenceEngine({
      maxOrders,
      maxOrderQuantity: BigInt(risk.maxOrderQuantity),
      maxNotional: BigInt(risk.maxNotional),
    });
    for (const name of ['AAPL', 'MSFT']) reference.register(name);
    const expected = Buffer.concat(requests.flatMap((message) => repliesOf(reference, message)).map(frame));

    const limits = { maxOutbufBytes: 1024, maxOutbufHardBytes: 64 * 1024 };
    const session = new LocalSession(createVenue({ maxOrders, risk, limits }));
    const stream = Buffer.concat(requests.map(frame));
    const offsets = cuts.map((cut) => cut % stream.length).sort((a, b) => a - b);
    return session.feedCut(stream, offsets).equals(expected);
  });
  fc.assert(property, { numRuns: isLong ? 20_000 : 400 });
  t.pass('no difference found');
});
