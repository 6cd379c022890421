import { type Message, MessageType, Side } from '@qsl/wire-protocol';
import t from 'tap';
import { checkReplies, sideOf } from './expected-replies.ts';

const ack = (orderId: bigint, engineSequence: bigint): Message => ({
  type: MessageType.Ack,
  sequence: 0n,
  orderId,
  engineSequence,
});
const fill = (takerId: bigint, makerId: bigint, engineSequence: bigint): Message => ({
  type: MessageType.Fill,
  sequence: 0n,
  takerId,
  makerId,
  price: 100n,
  quantity: 5,
  engineSequence,
});
const heartbeatAck = (token: bigint): Message => ({ type: MessageType.HeartbeatAck, sequence: 0n, token });
const reject: Message = { type: MessageType.Reject, sequence: 0n, orderId: 3n, reason: 9 };

t.test('orders come in pairs of a buy that rests and a sell that takes it', async (t) => {
  t.strictSame([1, 2, 3, 4].map(sideOf), [Side.Buy, Side.Sell, Side.Buy, Side.Sell]);
});

t.test('right replies give the sequence number to go on from', async (t) => {
  t.strictSame(checkReplies([ack(3n, 7n), heartbeatAck(3n)], 3, 6n), { sequence: 7n });
  t.strictSame(checkReplies([ack(4n, 8n), fill(4n, 3n, 9n), heartbeatAck(4n)], 4, 7n), { sequence: 9n });
});

t.test('wrong ones are named', async (t) => {
  const cases: [Message[], orderId: number, wrong: RegExp][] = [
    [[], 3, /first reply is absent/],
    [[ack(3n, 7n)], 3, /last reply is absent/],
    [[reject, heartbeatAck(3n)], 3, /first reply is Reject, not Ack of order 3/],
    [[ack(5n, 7n), heartbeatAck(3n)], 3, /first reply is Ack/],
    [[ack(3n, 7n), heartbeatAck(4n)], 3, /last reply is HeartbeatAck/],
    [[ack(3n, 6n), heartbeatAck(3n)], 3, /sequence 6 does not follow 6/],
    [[ack(3n, 7n), fill(3n, 2n, 8n), heartbeatAck(3n)], 3, /1 replies between, not 0/],
    [[ack(4n, 7n), heartbeatAck(4n)], 4, /0 replies between, not 1/],
    [[ack(4n, 7n), fill(4n, 2n, 8n), heartbeatAck(4n)], 4, /second reply is Fill, not Fill of 4 with 3/],
    [[ack(4n, 7n), fill(4n, 3n, 7n), heartbeatAck(4n)], 4, /sequence 7 does not follow 7/],
  ];
  for (const [replies, orderId, wrong] of cases) {
    const verdict = checkReplies(replies, orderId, 6n);
    t.match('wrong' in verdict ? verdict.wrong : 'nothing wrong', wrong);
  }
});
