import { addressOf, connectTcp, type EpollSet, os, PosixError, raw, setIntOption, setLinger } from '@qsl/posix';
import { type Hindered, type Hindrance, Silence } from './hindrance.ts';
import type { ConnectionScript } from './script.ts';
import { type Stream, streamOf } from './wire.ts';

/** How a connection ended. `stuck`: the gateway neither served nor ended it. */
export type End = 'end of stream' | 'reset' | 'ours' | 'stuck';

/** What went over a connection. */
export interface Heard {
  readonly script: ConnectionScript;
  readonly stream: Stream;
  /** Bytes that the kernel took. */
  readonly sentBytes: number;
  readonly received: Uint8Array;
  readonly end: End;
  /** The longest time without a byte received or a frame sent. */
  readonly quietMs: number;
  /** Of a time like that, how much the machine, a fault or the client itself accounts for; of the one with most. */
  readonly hindered: Hindered;
}

/** How long the gateway may leave a connection that waits for it: only a hang takes so long. */
const PATIENCE_MS = 60_000;
/** Pieces sent before the others have their turn. */
const PIECES_PER_TURN = 64;
const CHUNK_BYTES = 64 * 1024;
const chunk = new Uint8Array(CHUNK_BYTES);
const chunkAddress = addressOf(chunk);
/** The kernel rounds up to the least there is (socket(7)). */
const LEAST_BUFFER = 1;

const { EAGAIN, EINTR, EPOLLERR, EPOLLHUP, EPOLLIN, EPOLLOUT, MSG_DONTWAIT, MSG_NOSIGNAL } = os;

/** A connection that does what its script says, as events and time let it. */
export class ScriptedConnection {
  end: End | undefined;
  readonly #script: ConnectionScript;
  readonly #epoll: EpollSet;
  readonly #slot: number;
  readonly #fd: number;
  readonly #stream: Stream;
  readonly #address: number;
  readonly #received: Buffer[] = [];
  readonly #tailAt: number;
  #sent = 0;
  #piece = 0;
  #pieceLeft = 0;
  #sendAtMs: number;
  #readAtMs: number;
  #interest = 0;
  #isWatched = true;
  #hasSent = false;
  #endAtMs = Number.POSITIVE_INFINITY;
  readonly #patienceEndsMs: number;
  readonly #silence: Silence;
  #framesSent = 0;

  /** Connects at once: the kernel does that without the gateway. Throws PosixError. */
  constructor(script: ConnectionScript, { host, port, epoll, slot, nowMs, hindrance }: Place) {
    this.#script = script;
    this.#epoll = epoll;
    this.#slot = slot;
    this.#stream = streamOf(script);
    this.#address = addressOf(this.#stream.bytes);
    this.#tailAt = this.#stream.requestEnds.at(-1) ?? 0;
    this.#fd = connectTcp({ host, port });
    setIntOption(this.#fd, os.IPPROTO_TCP, os.TCP_NODELAY, 1);
    if (script.smallBuffer) setIntOption(this.#fd, os.SOL_SOCKET, os.SO_RCVBUF, LEAST_BUFFER);
    this.#sendAtMs = nowMs;
    this.#readAtMs = nowMs;
    this.#silence = new Silence(hindrance.spentMs, nowMs);
    this.#patienceEndsMs = nowMs + PATIENCE_MS;
    this.#interest = script.reading === 'prompt' ? EPOLLIN : 0;
    epoll.add(this.#fd, this.#interest, slot, 0);
  }

  /** What went over it, when it has ended. */
  get heard(): Heard {
    const { end, ...rest } = {
      script: this.#script,
      stream: this.#stream,
      sentBytes: this.#sent,
      received: Buffer.concat(this.#received),
      end: this.end,
      quietMs: this.#silence.longestMs,
      hindered: this.#silence.hindered,
    };
    if (end === undefined) throw new Error('the connection has not ended');
    return { ...rest, end };
  }

  /** When it wants to act again, whatever happens. */
  get dueMs(): number {
    const { reading } = this.#script;
    const sendAtMs = this.#hasSent || this.#waitsForRoom ? Number.POSITIVE_INFINITY : this.#sendAtMs;
    const readAtMs = typeof reading === 'object' ? this.#readAtMs : Number.POSITIVE_INFINITY;
    return Math.min(sendAtMs, readAtMs, this.#endAtMs, this.#patienceEndsMs);
  }

  /** What epoll said. */
  onEvents(events: number, nowMs: number): void {
    const { reading } = this.#script;
    if ((events & EPOLLOUT) !== 0) {
      this.#watch(this.#interest & ~EPOLLOUT);
      this.#sendAtMs = nowMs; // until now it was the gateway that owed something: to read
    }
    if (reading === 'prompt' && (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) !== 0) this.#read(nowMs, CHUNK_BYTES);
    else if ((events & (EPOLLERR | EPOLLHUP)) !== 0) this.#unwatch(); // reported for ever; slow readers find out by reading
  }

  /** Does what is due. */
  act(nowMs: number): void {
    const { reading } = this.#script;
    if (this.end === undefined && !this.#hasSent && !this.#waitsForRoom) this.#send(nowMs);
    if (this.end === undefined && typeof reading === 'object' && nowMs >= this.#readAtMs) {
      this.#readAtMs = nowMs + reading.everyMs;
      this.#read(nowMs, reading.bytes);
    }
    if (this.end === undefined && nowMs >= this.#endAtMs) this.#endByOurselves();
    if (this.end === undefined && nowMs >= this.#patienceEndsMs) this.#close('stuck', nowMs);
  }

  /** Lets go of it: there is no gateway any more. */
  abandon(): void {
    if (this.end === undefined) this.#close('stuck', this.#silence.sinceMs);
  }

  get #waitsForRoom(): boolean {
    return (this.#interest & EPOLLOUT) !== 0;
  }

  #send(nowMs: number): void {
    const { bytes } = this.#stream;
    if (nowMs >= this.#sendAtMs) {
      this.#silence.addLateness(nowMs - this.#sendAtMs);
      this.#sendAtMs = nowMs;
    }
    for (let pieces = 0; pieces < PIECES_PER_TURN && nowMs >= this.#sendAtMs; pieces++) {
      if (this.#sent === bytes.length) break;
      const { pieces: sizes, pauseMs } = this.#pace;
      if (this.#pieceLeft === 0) this.#pieceLeft = sizes[this.#piece++ % sizes.length]!;
      const end = this.#sent < this.#tailAt ? this.#tailAt : bytes.length;
      const length = Math.min(this.#pieceLeft, end - this.#sent);
      const sent = raw.send(this.#fd, this.#address + this.#sent, length, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent === -EINTR) continue;
      if (sent === -EAGAIN) {
        this.#waitForRoom(nowMs);
        return;
      }
      if (sent < 0) {
        this.#sendingEnded(nowMs); // the gateway has ended it: what it said before is still to be read
        return;
      }
      this.#sent += sent;
      this.#noteFrames(nowMs);
      this.#pieceLeft = this.#sent === this.#tailAt ? 0 : this.#pieceLeft - sent;
      if (this.#pieceLeft === 0) this.#sendAtMs = nowMs + pauseMs;
    }
    if (this.#sent === bytes.length) this.#sendingEnded(nowMs);
  }

  get #pace() {
    const { pace, tail } = this.#script;
    return this.#sent >= this.#tailAt ? (tail?.pace ?? pace) : pace;
  }

  /** One that does not read may wait for ever: it ends after its time. */
  #waitForRoom(nowMs: number): void {
    this.#watch(this.#interest | EPOLLOUT);
    if (this.#script.reading === 'never') this.#endAtMs = nowMs + (this.#script.holdMs ?? 0);
  }

  #sendingEnded(nowMs: number): void {
    const { ending, holdMs = 0 } = this.#script;
    this.#hasSent = true;
    if (ending === 'finish') raw.shutdown(this.#fd, os.SHUT_WR);
    else if (ending !== 'await') this.#endAtMs = nowMs + holdMs;
  }

  #endByOurselves(): void {
    if (this.#script.ending === 'reset') setLinger(this.#fd, 0);
    this.#close('ours', this.#silence.sinceMs);
  }

  #read(nowMs: number, atMost: number): void {
    for (;;) {
      const count = raw.recv(this.#fd, chunkAddress, atMost, MSG_DONTWAIT);
      if (count === -EINTR) continue;
      if (count === -EAGAIN) return;
      if (count <= 0) {
        this.#close(count === 0 ? 'end of stream' : 'reset', nowMs);
        return;
      }
      this.#received.push(Buffer.from(chunk.subarray(0, count)));
      this.#silence.end(nowMs);
      if (count < CHUNK_BYTES) return;
    }
  }

  /** A whole frame more has left, or the end of the stream. */
  #noteFrames(nowMs: number): void {
    const ends = this.#stream.requestEnds;
    const before = this.#framesSent;
    while (this.#framesSent < ends.length && ends[this.#framesSent]! <= this.#sent) this.#framesSent++;
    if (this.#framesSent > before) this.#silence.end(nowMs);
  }

  #watch(interest: number): void {
    if (interest === this.#interest) return;
    this.#interest = interest;
    if (this.#isWatched) this.#epoll.modify(this.#fd, interest, this.#slot, 0);
  }

  #unwatch(): void {
    this.#watch(this.#interest & ~EPOLLOUT);
    if (this.#isWatched) this.#epoll.remove(this.#fd);
    this.#isWatched = false;
  }

  #close(end: End, nowMs: number): void {
    this.#silence.end(nowMs);
    this.end = end;
    const result = raw.close(this.#fd);
    if (result < 0) throw new PosixError({ call: 'close', errno: -result });
  }
}

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly epoll: EpollSet;
  readonly slot: number;
  readonly nowMs: number;
  readonly hindrance: Hindrance;
}
