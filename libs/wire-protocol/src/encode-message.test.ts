import t from 'tap';
import { encodeMessage } from './encode-message.ts';
import { MessageType, OrderType, Side, TimeInForce } from './layout.ts';
import type { FillMessage, Message, NewOrderMessage, RejectMessage } from './message.ts';

const order: NewOrderMessage = {
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
const reject: RejectMessage = { type: MessageType.Reject, sequence: 0n, orderId: 1n, reason: 0 };
const fill: FillMessage = {
  type: MessageType.Fill,
  sequence: 0n,
  takerId: 2n,
  makerId: 1n,
  price: 1n,
  quantity: 1,
  engineSequence: 1n,
};

const outOfRange: { field: string; message: Message }[] = [
  { field: 'sequence', message: { ...order, sequence: -1n } },
  { field: 'sequence', message: { ...order, sequence: 2n ** 64n } },
  { field: 'orderId', message: { ...order, orderId: 2n ** 64n } },
  { field: 'orderId', message: { ...reject, orderId: -1n } },
  { field: 'symbol', message: { ...order, symbol: 2 ** 32 } },
  { field: 'symbol', message: { ...order, symbol: -1 } },
  { field: 'symbol', message: { ...order, symbol: 1.5 } },
  { field: 'price', message: { ...order, price: 2n ** 63n } },
  { field: 'price', message: { ...order, price: -(2n ** 63n) - 1n } },
  { field: 'quantity', message: { ...order, quantity: Number.NaN } },
  { field: 'quantity', message: { ...fill, quantity: Number.POSITIVE_INFINITY } },
  { field: 'side', message: { ...order, side: 2 as Side } },
  { field: 'orderType', message: { ...order, orderType: 2 as OrderType } },
  { field: 'timeInForce', message: { ...order, timeInForce: -1 as TimeInForce } },
  { field: 'reason', message: { ...reject, reason: 10 as RejectMessage['reason'] } },
  { field: 'engineSequence', message: { ...fill, engineSequence: 2n ** 64n } },
];

for (const { field, message } of outOfRange) {
  const value = message[field as keyof Message];
  t.test(`a ${field} of ${value} is refused, with the field named`, async (t) => {
    t.throws(() => encodeMessage(message), {
      name: 'RangeError',
      code: 'ERR_WIRE_FIELD_RANGE',
      message: new RegExp(`^${field} is ${value};`),
    });
  });
}

t.test('a message whose fields are all in range is encoded', async (t) => {
  for (const message of [order, reject, fill]) t.type(encodeMessage(message), Uint8Array);
});
