import { encodeMessage, fromHalves, MAX_FRAME_SIZE, type Message, MessageType, RejectReason } from '@qsl/wire-protocol';
import t from 'tap';
import { ReplyScanner } from './reply-scanner.ts';
import { Session } from './session.ts';

const HIGH = -2;
const id = (low: number) => fromHalves(HIGH, low);
const ack = (low: number): Message => ({ type: MessageType.Ack, sequence: 0n, orderId: id(low), engineSequence: 1n });
const reject = (low: number, reason: RejectReason = RejectReason.DuplicateOrderId): Message => {
  return { type: MessageType.Reject, sequence: 0n, orderId: id(low), reason };
};
const fill = (low: number, makerId = id(0)): Message => {
  const trade = { price: 100n, quantity: 5, engineSequence: 2n };
  return { type: MessageType.Fill, sequence: 0n, takerId: id(low), makerId, ...trade };
};
const beat = (token = 42n): Message => ({ type: MessageType.HeartbeatAck, sequence: 0n, token });
const bytesOf = (messages: Message[]) => Buffer.concat(messages.map(encodeMessage));

/** A session that has sent orders 5 … 8 and a heartbeat. */
function askedFour(): Session {
  const session = new Session({ slot: 3, idHigh: HIGH, depth: 8 });
  session.nextLow = 5;
  session.answerLow = 5;
  session.pushBatch(0, 4);
  session.heartbeatOwed = true;
  return session;
}

function scan(scanner: ReplyScanner, session: Session, bytes: Uint8Array): number {
  return scanner.scan(session, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength);
}

const newScanner = () => new ReplyScanner({ firstIdHigh: HIGH, idHighs: 1 });
const whole = [ack(5), fill(5), fill(5, 77n), reject(6), ack(7), reject(8, RejectReason.UnknownSymbol), beat()];

t.test('every reply is counted, however the stream is cut', async (t) => {
  const bytes = bytesOf(whole);
  const outcomeOfCut = (cut: number) => {
    const { scanner, session } = { scanner: newScanner(), session: askedFour() };
    const taken = scan(scanner, session, bytes.subarray(0, cut));
    const leavesPartOfAFrame = taken <= cut && cut - taken < MAX_FRAME_SIZE;
    const takesTheRest = scan(scanner, session, bytes.subarray(taken)) === bytes.byteLength - taken;
    const { acks, fills, foreignFills, heartbeatAcks, rejects } = scanner.tally;
    const { UnknownSymbol, DuplicateOrderId } = RejectReason;
    const counts = {
      acks,
      fills,
      foreignFills,
      heartbeatAcks,
      rejects: [rejects[UnknownSymbol], rejects[DuplicateOrderId]],
    };
    return JSON.stringify({ leavesPartOfAFrame, takesTheRest, isSettled: session.isSettled, ...counts });
  };
  const outcomes = new Set(Array.from({ length: bytes.byteLength + 1 }, (_, cut) => outcomeOfCut(cut)));
  const counts = { acks: 2, fills: 2, foreignFills: 1, heartbeatAcks: 1, rejects: [1, 1] };
  t.strictSame(
    [...outcomes].map((outcome) => JSON.parse(outcome)),
    [{ leavesPartOfAFrame: true, takesTheRest: true, isSettled: true, ...counts }],
  );
});

t.test('a reply that does not fit what was asked is refused', async (t) => {
  const request: Message = { type: MessageType.CancelOrder, sequence: 0n, orderId: id(5), symbol: 0 };
  const book: Message = { type: MessageType.MdTrade, sequence: 0n, symbol: 0, price: 1n, quantity: 1 };
  const all = [ack(5), ack(6), ack(7), ack(8)];
  const cases: [string, Message[], RegExp][] = [
    [
      'an id out of turn',
      [ack(6)],
      /connection 3: unexpected Ack orderId=18446744065119617030 .*is due to order 18446744065119617029$/,
    ],
    ['an id of another connection', [{ ...ack(5), orderId: 5n } as Message], /unexpected Ack orderId=5 /],
    ['a reject out of turn', [reject(4)], /unexpected Reject/],
    ['more answers than orders', [...all, ack(9)], /unexpected Ack .*no order is unanswered, one heartbeat is$/],
    ['more rejects than orders', [...all, reject(9)], /unexpected Reject/],
    ['a fill before any order', [fill(4)], /unexpected Fill/],
    ['a fill of a rejected order', [reject(5), fill(5)], /unexpected Fill/],
    ['a fill of an order before', [ack(5), ack(6), fill(5)], /unexpected Fill/],
    ['a fill behind the heartbeat', [...all, beat(), fill(8)], /unexpected Fill/],
    ['a heartbeat before the orders', [beat()], /unexpected HeartbeatAck/],
    ['a heartbeat twice', [...all, beat(), beat()], /unexpected HeartbeatAck .*no order is unanswered$/],
    ['another token', [...all, beat(43n)], /unexpected HeartbeatAck token=43/],
    ['a token that differs above', [...all, beat(42n + 2n ** 32n)], /unexpected HeartbeatAck/],
    ['a request', [request], /unexpected CancelOrder/],
    ['market data', [book], /unexpected MdTrade/],
  ];
  for (const [name, messages, message] of cases) {
    t.throws(() => scan(newScanner(), askedFour(), bytesOf(messages)), { code: 'MALFORMED_REPLY', message }, name);
  }
});

t.test('bytes that are no frame are refused as soon as there is a header of them', async (t) => {
  const damaged = (at: number, value: number) => {
    const bytes = bytesOf([reject(5)]);
    bytes[at] = value;
    return bytes;
  };
  const cases: [string, Uint8Array, RegExp][] = [
    ['another protocol', Buffer.from('HTTP/1.1 400 Bad Request'), /no frame of this protocol \(UnsupportedVersion\)/],
    ['another version', damaged(3, 2), /UnsupportedVersion/],
    ['a type that does not exist', damaged(1, 77), /UnknownType/],
    ['a body of another size', damaged(7, 10), /malformed Reject \(BodyLengthMismatch\)/],
    ['a body that is too large', damaged(5, 1), /BodyTooLarge/],
    ['a reason that does not exist', damaged(24, 10), /malformed Reject \(InvalidEnumValue\)/],
  ];
  for (const [name, bytes, message] of cases) {
    t.throws(() => scan(newScanner(), askedFour(), bytes), { code: 'MALFORMED_REPLY', message }, name);
  }
  t.equal(
    scan(newScanner(), askedFour(), Buffer.from('HTTP/1.1 400 Ba')),
    0,
    'a byte less than a header says nothing yet',
  );
});

t.test(
  'makers of this load are told from others by the upper halves of their ids, over the end of the range too',
  async (t) => {
    const scanner = new ReplyScanner({ firstIdHigh: HIGH, idHighs: 4 });
    const makers = [-3, -2, -1, 0, 1, 2].map((high) => fill(5, fromHalves(high, 9)));
    scan(scanner, askedFour(), bytesOf([ack(5), ...makers]));
    t.match(scanner.tally, { fills: 6, foreignFills: 2 });
  },
);
