import {
  connectTcp,
  getIntOption,
  os,
  PosixError,
  pin,
  raw,
  readTcpInfo,
  setIntOption,
  type TcpInfo,
} from '@qsl/posix';
import type { Exchange, ReplyReader, ReplyState } from './exchange.ts';

const ROOM_BYTES = 64 * 1024;
/** One thread, one lane at a time: the room is shared. */
const room = new Uint8Array(ROOM_BYTES);
const roomAddress = pin(room);

/**
 * One connection after the other, or one for all requests, nonblocking. It is told when its socket is ready and tells
 * when a request has been answered; whoever drives it waits and keeps the time.
 */
export class Lane {
  readonly #exchange: Exchange;
  readonly #requestAddress: number;
  fd = -1;
  /** Which of the lane's connections this is: an event of an earlier one is none of its business. */
  generation = 0;
  #isConnected = false;
  #hasEnded = false;
  #sent = 0;
  #reply: ReplyReader | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    this.#requestAddress = exchange.request === null ? 0 : pin(exchange.request);
  }

  /** Begins a connection; true if the lane had none and a new descriptor has to be watched. Throws PosixError. */
  open(target: { host: string; port: number }): boolean {
    if (this.fd >= 0) return false;
    this.fd = connectTcp({ ...target, nonblocking: true });
    setIntOption(this.fd, os.IPPROTO_TCP, os.TCP_NODELAY, 1);
    this.generation++;
    this.#isConnected = false;
    this.#hasEnded = false;
    return true;
  }

  /** Begins a request on the connection. */
  begin(): void {
    this.#sent = 0;
    this.#reply = this.#exchange.newReply();
  }

  /** Goes on as far as the socket allows. Throws PosixError if the connection broke. */
  advance(): ReplyState {
    if (!this.#isConnected) this.#finishConnecting();
    const reply = this.#reply;
    if (reply === undefined) return 'more';
    if (this.#exchange.request === null) return 'done';
    if (!this.#flush(this.#exchange.request.length)) return 'more';
    return this.#receive(reply);
  }

  /** Whether the connection can carry another request. */
  get isReusable(): boolean {
    return this.fd >= 0 && !this.#hasEnded;
  }

  /** What the kernel knows of the connection. */
  get info(): TcpInfo {
    return readTcpInfo(this.fd);
  }

  close(): void {
    if (this.fd >= 0) raw.close(this.fd);
    this.fd = -1;
  }

  /** Called when the socket became writable: the attempt has ended, one way or the other. */
  #finishConnecting(): void {
    const errno = getIntOption(this.fd, os.SOL_SOCKET, os.SO_ERROR);
    if (errno !== 0) throw new PosixError({ call: 'connect', errno });
    this.#isConnected = true;
  }

  /** Sends what is left of the request; true once all of it is out. */
  #flush(length: number): boolean {
    while (this.#sent < length) {
      const sent = raw.send(this.fd, this.#requestAddress + this.#sent, length - this.#sent, os.MSG_NOSIGNAL);
      if (sent === -os.EAGAIN) return false;
      if (sent < 0 && sent !== -os.EINTR) throw new PosixError({ call: 'send', errno: -sent });
      this.#sent += Math.max(0, sent);
    }
    return true;
  }

  #receive(reply: ReplyReader): ReplyState {
    for (;;) {
      const received = raw.recv(this.fd, roomAddress, ROOM_BYTES, 0);
      if (received === -os.EAGAIN) return 'more';
      if (received === -os.EINTR) continue;
      if (received < 0) throw new PosixError({ call: 'recv', errno: -received });
      if (received === 0) this.#hasEnded = true;
      const state = received === 0 ? reply.end() : reply.take(room.subarray(0, received));
      if (state === 'last') this.#hasEnded = true;
      if (state !== 'more') return state;
    }
  }
}
