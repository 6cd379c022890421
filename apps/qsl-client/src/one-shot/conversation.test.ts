import { isDeepStrictEqual } from 'node:util';
import type { RuntimeFailure } from '@qsl/cli';
import { encodeMessage, type Message, MessageType, RejectReason } from '@qsl/wire-protocol';
import t from 'tap';
import { planExchange } from './asked.ts';
import { Conversation } from './conversation.ts';

const asked = planExchange({ id: 1n, symbol: 0, count: 2, cancel: false, noOrder: false, noHeartbeat: false });
const ack = (orderId: bigint): Message => ({ type: MessageType.Ack, sequence: 0n, orderId, engineSequence: 1n });
const fill = (takerId: bigint): Message => {
  return { type: MessageType.Fill, sequence: 0n, takerId, makerId: 9n, price: 100n, quantity: 5, engineSequence: 2n };
};
const reject = (orderId: bigint): Message => {
  return { type: MessageType.Reject, sequence: 0n, orderId, reason: RejectReason.InvalidPrice };
};
const beat = (token: bigint): Message => ({ type: MessageType.HeartbeatAck, sequence: 0n, token });
const bytesOf = (messages: Message[]) => Buffer.concat(messages.map(encodeMessage));
const whole = [ack(1n), fill(1n), fill(1n), reject(2n), beat(42n)];

t.test('a whole answer is taken however it is cut', async (t) => {
  const bytes = bytesOf(whole);
  const repliesCutAt = (cut: number) => {
    const conversation = new Conversation(asked);
    conversation.feed(bytes.subarray(0, cut));
    conversation.feed(bytes.subarray(cut));
    conversation.end();
    return conversation.replies;
  };
  const cuts = Array.from({ length: bytes.byteLength + 1 }, (_, cut) => cut);
  t.strictSame(repliesCutAt(0), whole);
  t.strictSame(
    cuts.filter((cut) => !isDeepStrictEqual(repliesCutAt(cut), whole)),
    [],
    'every cut gives the same',
  );
});

t.test('an answer that ends too soon is closed early, wherever it ends', async (t) => {
  const bytes = bytesOf(whole);
  const codeOfEndAt = (end: number) => {
    const conversation = new Conversation(asked);
    conversation.feed(bytes.subarray(0, end));
    try {
      return conversation.end();
    } catch (error) {
      return (error as RuntimeFailure).code;
    }
  };
  const codes = new Set(Array.from(bytes, (_, end) => codeOfEndAt(end)));
  t.strictSame([...codes], ['CLOSED_EARLY']);
});

t.test('the message says how far it got', async (t) => {
  const conversation = new Conversation(asked);
  conversation.feed(bytesOf([ack(1n), ack(2n)]));
  conversation.feed(encodeMessage(beat(42n)).subarray(0, 20));
  t.throws(() => conversation.end(), /after 2 of 3 answers, in the middle of a reply$/);
});

t.test('what was not asked for is no answer', async (t) => {
  const cases: [string, Message[], RegExp][] = [
    ['an id out of turn', [ack(2n)], /unexpected Ack orderId=2 .*order 1 was due/],
    ['an order answered twice', [ack(1n), ack(1n)], /unexpected Ack orderId=1/],
    [
      'more answers than orders',
      [ack(1n), ack(2n), reject(3n)],
      /unexpected Reject orderId=3 .*no order is unanswered/,
    ],
    ['a fill before its order', [fill(1n)], /unexpected Fill/],
    ['a fill of a rejected order', [reject(1n), fill(1n)], /unexpected Fill/],
    ['a fill of an earlier order', [ack(1n), ack(2n), fill(1n)], /unexpected Fill/],
    ['a heartbeat too early', [ack(1n), beat(42n)], /unexpected HeartbeatAck/],
    ['a heartbeat twice', [...whole, beat(42n)], /unexpected HeartbeatAck/],
    ['another token', [ack(1n), ack(2n), beat(43n)], /unexpected HeartbeatAck token=43/],
    ['a request', [{ type: MessageType.Heartbeat, sequence: 0n, token: 42n }], /unexpected Heartbeat token=42/],
  ];
  for (const [name, messages, message] of cases) {
    t.throws(() => new Conversation(asked).feed(bytesOf(messages)), { code: 'MALFORMED_REPLY', message }, name);
  }
});

t.test('what is no frame is no answer, and the replies before it stay', async (t) => {
  const conversation = new Conversation(asked);
  const bytes = Buffer.concat([bytesOf([ack(1n)]), Buffer.from('HTTP/1.1 400 Bad Request\r\n')]);
  t.throws(() => conversation.feed(bytes), { code: 'MALFORMED_REPLY', message: /UnsupportedVersion/ });
  t.strictSame(conversation.replies, [ack(1n)]);
});
