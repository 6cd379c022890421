import { decodeMessage, fromHalves, type NewOrderMessage, Side } from '@qsl/wire-protocol';
import t from 'tap';
import { OrderStream } from './order-stream.ts';

/** The orders from the first-th on, as a session would send them. */
function take(stream: OrderStream, first: number, count: number): NewOrderMessage[] {
  const offset = stream.stamp(first % stream.period, count, 7, first);
  return Array.from({ length: count }, (_, i) => {
    const decoded = decodeMessage(stream.template.bytes.subarray(offset + i * stream.stride));
    if (!decoded.ok) throw new Error(`order ${first + i} is malformed`);
    return decoded.message as NewOrderMessage;
  });
}

t.test('orders are the same in whatever batches they go out, but for their ids', async (t) => {
  const stream = new OrderStream({ symbols: 3, longestBatch: 50, heartbeats: false });
  const one = Array.from({ length: 200 }, (_, i) => take(stream, i, 1)).flat();
  for (const batch of [2, 7, 50]) {
    const batches = Array.from({ length: Math.floor(200 / batch) }, (_, i) => take(stream, i * batch, batch)).flat();
    t.strictSame(batches, one.slice(0, batches.length), `in batches of ${batch}`);
  }
  t.strictSame(
    one.map(({ orderId }) => orderId),
    one.map((_, i) => fromHalves(7, i)),
  );
  t.same(new Set(one.map(({ symbol }) => symbol)), new Set([0, 1, 2]));
});

t.test('each buy is followed by a sell that takes it, and no sell rests below a later buy', async (t) => {
  const orders = take(new OrderStream({ symbols: 2, longestBatch: 64, heartbeats: false }), 0, 64);
  const sells = orders.filter(({ side }) => side === Side.Sell);
  const buys = orders.filter(({ side }) => side === Side.Buy);
  t.strictSame(
    orders.map(({ side }) => side),
    orders.map((_, i) => i % 2),
  );
  t.strictSame(
    sells.map(({ symbol, quantity }) => [symbol, quantity]),
    buys.map(({ symbol, quantity }) => [symbol, quantity]),
  );
  const lowestBuy = buys.map(({ price }) => price).reduce((a, b) => (a < b ? a : b));
  t.ok(
    sells.every(({ price }) => price <= lowestBuy),
    'any sell crosses any buy',
  );
  t.equal(new Set(buys.map(({ price }) => price)).size, 8, 'the buys use several prices');
});

t.test('with heartbeats each order has one behind it', async (t) => {
  const stream = new OrderStream({ symbols: 1, longestBatch: 1, heartbeats: true });
  const offset = stream.stamp(3, 1, 0, 3);
  t.match(decodeMessage(stream.template.bytes.subarray(offset + 43, offset + stream.stride)), {
    ok: true,
    message: { type: 5, token: 42n },
  });
});

t.test('ids run over the end of their lower half', async (t) => {
  const stream = new OrderStream({ symbols: 1, longestBatch: 2, heartbeats: false });
  const ids = [stream.stamp(0, 2, -1, -1)].map((at) => {
    const ends = [at, at + stream.stride].map((from) => decodeMessage(stream.template.bytes.subarray(from)));
    return ends.map((end) => end.ok && (end.message as NewOrderMessage).orderId);
  });
  t.strictSame(ids, [[2n ** 64n - 1n, fromHalves(-1, 0)]]);
});
