import { connectTcp, os, PosixError, pin, raw, setTimeoutOption } from '@qsl/posix';
import {
  DecodeStatus,
  decodeMessageAt,
  FrameSplitter,
  HeartbeatFrame,
  type Message,
  MessageType,
  NewOrderFrame,
  OrderType,
  statusName,
  TimeInForce,
  writeHeartbeat,
  writeNewOrder,
} from '@qsl/wire-protocol';
import { ORDER, sideOf } from './expected-replies.ts';

/** What one round trip brought: the replies, and whatever spoilt the stream. */
export interface RoundTrip {
  replies: Message[];
  /** In words; undefined if the stream ended where it should, at the HeartbeatAck. */
  fault: string | undefined;
}

const REQUEST_BYTES = NewOrderFrame.frameSize + HeartbeatFrame.frameSize;
const REPLY_ROOM_BYTES = 4096;

/** Memory for requests and replies, made once: a round trip allocates nothing but its result. */
const request = new DataView(new ArrayBuffer(REQUEST_BYTES));
const requestAddress = pin(request);
const room = new DataView(new ArrayBuffer(REPLY_ROOM_BYTES));
const roomAddress = pin(room);

/** How long one recv blocks. Each end of it is a chance to see that the gateway has died or the user wants to stop. */
const RECEIVE_SLICE_MS = 100;

export interface RoundTripOptions {
  host: string;
  port: number;
  /** Identifies the order; also the heartbeat's token. */
  orderId: number;
  timeoutMs: number;
}

/**
 * One short-lived connection: connect, send NewOrder and Heartbeat in one piece, read until the HeartbeatAck, close.
 *
 * Blocking system calls instead of Node's sockets: five calls a round trip and no event loop between them, so that the
 * client takes as little as possible from the cores the gateway runs on. A generator, because JavaScript cannot block
 * and see signals at once: it yields when nothing has come for a while, for its caller to look around.
 * Throws PosixError if the connection breaks.
 */
export function* roundTrip({ host, port, orderId, timeoutMs }: RoundTripOptions): Generator<void, RoundTrip> {
  const length = writeRequest(orderId);
  const deadline = performance.now() + timeoutMs;
  const fd = connectTcp({ host, port });
  try {
    setTimeoutOption(fd, os.SO_RCVTIMEO, RECEIVE_SLICE_MS);
    sendAll(fd, length);
    return yield* readReplies(fd, deadline);
  } finally {
    raw.close(fd);
  }
}

function writeRequest(orderId: number): number {
  const { symbol, price, quantity } = ORDER;
  const side = sideOf(orderId);
  const high = Math.floor(orderId / 2 ** 32);
  const end = writeNewOrder(request, 0, high, orderId, symbol, price, quantity, side, OrderType.Limit, TimeInForce.GTC);
  return end + writeHeartbeat(request, end, high, orderId);
}

/** 67 bytes into the empty buffer of a new connection: one call, and a short count would be a fault. */
function sendAll(fd: number, length: number): void {
  const sent = raw.send(fd, requestAddress, length, os.MSG_NOSIGNAL);
  if (sent < 0) throw new PosixError({ call: 'send', errno: -sent });
  if (sent !== length) throw new PosixError({ call: 'send', errno: os.EAGAIN });
}

function* readReplies(fd: number, deadline: number): Generator<void, RoundTrip> {
  const splitter = new FrameSplitter();
  const replies: Message[] = [];
  for (;;) {
    const received = raw.recv(fd, roomAddress, REPLY_ROOM_BYTES, 0);
    if (received === 0) return { replies, fault: 'the gateway closed the connection before its last reply' };
    if (received === -os.EAGAIN || received === -os.EINTR) {
      if (performance.now() > deadline) return { replies, fault: 'the gateway did not answer in time' };
      yield;
      continue;
    }
    if (received < 0) throw new PosixError({ call: 'recv', errno: -received });
    splitter.feed(room, 0, received);
    const end = takeReplies(splitter, replies);
    if (end !== 'more') return { replies, fault: end === 'done' ? undefined : end };
  }
}

/** Collects what the splitter holds: 'more' is to come, 'done' with the HeartbeatAck, or what is wrong. */
function takeReplies(splitter: FrameSplitter, replies: Message[]): string {
  let done = false;
  while (splitter.next()) {
    if (done) return 'bytes follow the last reply';
    const decoded = decodeMessageAt(splitter.view, splitter.offset, splitter.view.byteLength);
    if (!decoded.ok) return `a reply does not decode (${statusName(decoded.error)})`;
    replies.push(decoded.message);
    done = decoded.message.type === MessageType.HeartbeatAck;
  }
  const status = done ? splitter.finish() : splitter.status;
  if (status !== DecodeStatus.Ok) return `the replies are no frames of this protocol (${statusName(status)})`;
  return done ? 'done' : 'more';
}
