import { MessageType, RejectReason } from '@qsl/wire-protocol';
import t from 'tap';
import { planExchange } from './asked.ts';
import type { Reply } from './conversation.ts';
import { describeExchange, formatReplies } from './print.ts';

const BIG = 2n ** 64n - 1n;
const replies: Reply[] = [
  { type: MessageType.Ack, sequence: 0n, orderId: 1n, engineSequence: 1n },
  { type: MessageType.Fill, sequence: 0n, takerId: 1n, makerId: BIG, price: -3n, quantity: 5, engineSequence: 2n },
  { type: MessageType.Reject, sequence: 0n, orderId: BIG, reason: RejectReason.UnknownSymbol },
  { type: MessageType.HeartbeatAck, sequence: 0n, token: 42n },
];

t.test('a heading, and a line for each reply', async (t) => {
  t.equal(
    formatReplies(replies),
    `responses:
  Ack order=1 seq=1
  Fill taker=1 maker=18446744073709551615 price=-3 qty=5
  Reject order=18446744073709551615 reason=UnknownSymbol
  HeartbeatAck token=42
`,
  );
  t.equal(formatReplies([]), 'responses:\n');
});

t.test('the document is exact, and says what was sent', async (t) => {
  const gateway = { host: '::1', port: 9009 };
  const asked = planExchange({ id: 1n, symbol: 0, count: 2, cancel: false, noOrder: false, noHeartbeat: false });
  t.strictSame(JSON.parse(JSON.stringify(describeExchange({ gateway, asked, replies, failure: undefined }))), {
    schema: 'qsl-client-exchange/1',
    ok: true,
    failure: null,
    gateway,
    sent: { orders: 2, cancels: 0, heartbeats: 1 },
    replies: [
      { type: 'Ack', order: '1', seq: '1' },
      { type: 'Fill', taker: '1', maker: '18446744073709551615', price: '-3', qty: 5, seq: '2' },
      { type: 'Reject', order: '18446744073709551615', reason: 'UnknownSymbol' },
      { type: 'HeartbeatAck', token: '42' },
    ],
  });
});

t.test('a failure is in the document', async (t) => {
  const asked = planExchange({ id: 1n, symbol: 0, count: 1, cancel: true, noOrder: false, noHeartbeat: true });
  const failure = { code: 'TIMEOUT', message: 'nothing came' };
  const document = describeExchange({ gateway: { host: '::1', port: 1 }, asked, replies: [], failure });
  t.match(document, { ok: false, failure, sent: { orders: 0, cancels: 1, heartbeats: 0 }, replies: [] });
});
