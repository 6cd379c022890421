import type { Server, Socket } from 'node:net';
import { encodeMessage, FrameSplitter, MessageType, NewOrderFrame, readUint64 } from '@qsl/wire-protocol';

/** After this many orders the behaviours that begin well begin to misbehave. */
export const GOOD_ORDERS = 100;
export const PAUSE_MS = 300;

/** What a connection's requests are answered with; by default every order is acknowledged, and nothing is matched. */
interface Replies {
  toOrder?: (orderId: bigint, number: number) => Uint8Array;
  toHeartbeat?: (token: bigint) => Uint8Array;
}

const NOTHING = new Uint8Array(0);

const ack = (orderId: bigint) => encodeMessage({ type: MessageType.Ack, sequence: 0n, orderId, engineSequence: 1n });
const heartbeatAck = (token: bigint) => encodeMessage({ type: MessageType.HeartbeatAck, sequence: 0n, token });
const fill = (takerId: bigint) =>
  encodeMessage({
    type: MessageType.Fill,
    sequence: 0n,
    takerId,
    makerId: 1n,
    price: 100n,
    quantity: 5,
    engineSequence: 2n,
  });

/** A server's side of one connection: answers whole requests as they come, and closes when the client has. */
function answer(socket: Socket, { toOrder = ack, toHeartbeat = heartbeatAck }: Replies = {}): void {
  const splitter = new FrameSplitter();
  let orders = 0;
  socket.on('data', (bytes: Buffer) => {
    const replies: Uint8Array[] = [];
    splitter.feed(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength);
    while (splitter.next()) {
      const { view, offset, type } = splitter;
      const idOrToken = readUint64(view, offset + NewOrderFrame.orderIdHigh);
      replies.push(type === MessageType.NewOrder ? toOrder(idOrToken, ++orders) : toHeartbeat(idOrToken));
    }
    if (socket.writable) socket.write(Buffer.concat(replies));
  });
  socket.on('end', () => socket.end());
}

/** Acknowledges the first orders, then calls `then` at each. */
function answerSome(socket: Socket, then: () => void): void {
  const toOrder = (orderId: bigint, number: number) => {
    if (number <= GOOD_ORDERS) return ack(orderId);
    then();
    return NOTHING;
  };
  answer(socket, { toOrder });
}

function sendHalfAFrame(socket: Socket): void {
  const toOrder = (orderId: bigint) => {
    socket.end(ack(orderId).subarray(0, 20));
    return NOTHING;
  };
  answer(socket, { toOrder });
}

function pauseOnce(socket: Socket): void {
  const toOrder = (orderId: bigint, number: number) => {
    // The whole thread stops, as a gateway does that collects garbage or is not scheduled.
    if (number === GOOD_ORDERS) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    return ack(orderId);
  };
  answer(socket, { toOrder });
}

let served = 0;

/** Serves some connections, and then listens no more. */
function goesAway(socket: Socket, server: Server): void {
  answer(socket);
  if (++served === GOOD_ORDERS) server.close();
}

/** Gateways as they should not be, and one as it should. */
export const behaviours = {
  honest: (socket: Socket) => answer(socket),
  closesAtOnce: (socket: Socket) => socket.destroy(),
  closesInTheMiddle: (socket: Socket) => answerSome(socket, () => socket.end()),
  resets: (socket: Socket) => answerSome(socket, () => socket.resetAndDestroy()),
  stopsAnswering: (socket: Socket) => answerSome(socket, () => {}),
  neverAnswers: (socket: Socket) => socket.resume(),
  ignoresHeartbeats: (socket: Socket) => answer(socket, { toHeartbeat: () => NOTHING }),
  speaksHttp: (socket: Socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  sendsHalfAFrame: sendHalfAFrame,
  acksTwice: (socket: Socket) => answer(socket, { toOrder: (id) => Buffer.concat([ack(id), ack(id)]) }),
  acksAnother: (socket: Socket) => answer(socket, { toOrder: (id) => ack(id + 1n) }),
  fillsFirst: (socket: Socket) => answer(socket, { toOrder: (id) => Buffer.concat([fill(id), ack(id)]) }),
  saysTooMuch: (socket: Socket) =>
    answer(socket, { toHeartbeat: (token) => Buffer.concat([heartbeatAck(token), heartbeatAck(token)]) }),
  pausesOnce: pauseOnce,
  goesAway,
} satisfies Record<string, (socket: Socket, server: Server) => unknown>;

export type Behaviour = keyof typeof behaviours;
