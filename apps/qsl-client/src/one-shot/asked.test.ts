import { decodeMessage, type Message, MessageType, OrderType, Side, TimeInForce } from '@qsl/wire-protocol';
import t from 'tap';
import { encodeAsked, type OneShotRequest, planExchange } from './asked.ts';

const plain: OneShotRequest = { cancel: false, noOrder: false, noHeartbeat: false };
const order: Message = {
  type: MessageType.NewOrder,
  sequence: 0n,
  orderId: 1n,
  symbol: 0,
  price: 100n,
  quantity: 5,
  side: Side.Buy,
  orderType: OrderType.Limit,
  timeInForce: TimeInForce.GTC,
};
const heartbeat: Message = { type: MessageType.Heartbeat, sequence: 0n, token: 42n };
const { Sell } = Side;
const { Market } = OrderType;

t.test('what is asked follows from the options', async (t) => {
  const cancelOf = (orderId: bigint) => ({ type: MessageType.CancelOrder, sequence: 0n, orderId, symbol: 3 });
  const cases: [string, Partial<OneShotRequest>, Message[]][] = [
    ['nothing given', {}, [order, heartbeat]],
    [
      'every field',
      { id: 7n, symbol: 1, side: Sell, price: -1n, quantity: 9, tif: TimeInForce.IOC, token: 0n },
      [
        { ...order, orderId: 7n, symbol: 1, side: Sell, price: -1n, quantity: 9, timeInForce: TimeInForce.IOC },
        { ...heartbeat, token: 0n },
      ],
    ],
    ['a market order has no price', { type: Market }, [{ ...order, orderType: Market, price: 0n }, heartbeat]],
    ['unless it is given one', { type: Market, price: 3n }, [{ ...order, orderType: Market, price: 3n }, heartbeat]],
    ['several', { count: 2, id: 5n }, [{ ...order, orderId: 5n }, { ...order, orderId: 6n }, heartbeat]],
    ['a cancel', { cancel: true, symbol: 3, id: 2n, count: 2 }, [cancelOf(2n), cancelOf(3n), heartbeat]],
    ['no heartbeat', { noHeartbeat: true }, [order]],
    ['no order', { noOrder: true, token: 8n }, [{ ...heartbeat, token: 8n }]],
  ];
  for (const [name, options, expected] of cases)
    t.strictSame(planExchange({ ...plain, ...options }).messages, expected, name);
});

t.test('options that contradict each other are refused', async (t) => {
  const cases: [Partial<OneShotRequest>, RegExp][] = [
    [{ noOrder: true, cancel: true }, /exclude each other/],
    [{ noOrder: true, noHeartbeat: true }, /nothing to send/],
    [{ noHeartbeat: true, token: 1n }, /--token has no meaning/],
    [{ cancel: true, price: 1n }, /--price has no meaning with --cancel/],
    [{ noOrder: true, side: Sell }, /--side has no meaning with --no-order/],
    [{ noOrder: true, count: 3 }, /--count has no meaning with --no-order/],
    [{ noOrder: true, id: 1n }, /--id has no meaning with --no-order/],
    [{ id: 2n ** 64n - 1n, count: 2 }, /go beyond/],
  ];
  for (const [options, message] of cases)
    t.throws(() => planExchange({ ...plain, ...options }), { code: 'USAGE', message });
  t.doesNotThrow(() => planExchange({ ...plain, id: 2n ** 64n - 2n, count: 2 }));
});

t.test('the bytes are the messages, one behind the other', async (t) => {
  const bytes = encodeAsked(planExchange(plain));
  t.equal(bytes.byteLength, 43 + 24);
  t.strictSame(decodeMessage(bytes), { ok: true, message: order });
  t.strictSame(decodeMessage(bytes.subarray(43)), { ok: true, message: heartbeat });
});
