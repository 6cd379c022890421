import { performance } from 'node:perf_hooks';
import { RuntimeFailure } from '@qsl/cli';
import { os } from '@qsl/posix';
import * as wire from '@qsl/wire-protocol';
import { lostConnection } from './connection-failure.ts';
import type { ConnectionTable } from './connection-table.ts';
import type { Latencies } from './latency.ts';
import { NativeBytes } from './native-bytes.ts';
import { HEARTBEAT_TOKEN, type OrderStream } from './order-stream.ts';
import { flush, transmit } from './outbox.ts';
import * as replyReader from './reply-reader.ts';
import type { Session } from './session.ts';

// Constants of this module: V8 folds them into the machine code, but reloads an imported binding at every use.
const clock = performance;
const { RECEIVE_BYTES } = replyReader;
const { EPOLLIN, EPOLLOUT, EAGAIN } = os;
const ENDED = os.EPOLLRDHUP | os.EPOLLERR | os.EPOLLHUP;

export interface PipelineOptions {
  table: ConnectionTable;
  stream: OrderStream;
  reader: replyReader.ReplyReader;
  latencies: Latencies;
  /** The most orders in flight on one connection. */
  depth: number;
  /** How far apart the orders of one batch were due, in ms: 0 in a closed loop. */
  stepMs: number;
  /** With answers due, this long without a byte from the gateway is a stall. */
  timeoutMs: number;
}

/** Sends orders on long connections and takes in the answers: what both loops, closed and open, are made of. */
export class Pipeline {
  readonly table: ConnectionTable;
  /** When the latest reply came, or the phase began, by performance.now(). */
  now = 0;
  /** Orders sent in this phase. */
  sent = 0;
  /** Orders of this phase answered, by Ack or Reject. */
  answered = 0;
  #settling = false;
  /** Since when the gateway has owed something without sending anything. */
  #waitingSince = 0;
  readonly #stream: OrderStream;
  readonly #reader: replyReader.ReplyReader;
  readonly #latencies: Latencies;
  readonly #depth: number;
  readonly #stepMs: number;
  readonly #timeoutMs: number;
  readonly #heartbeat = new NativeBytes(wire.HeartbeatFrame.frameSize);

  constructor({ table, stream, reader, latencies, depth, stepMs, timeoutMs }: PipelineOptions) {
    this.table = table;
    this.#stream = stream;
    this.#reader = reader;
    this.#latencies = latencies;
    this.#depth = depth;
    this.#stepMs = stepMs;
    this.#timeoutMs = timeoutMs;
    wire.writeHeartbeat(this.#heartbeat.view, 0, 0, HEARTBEAT_TOKEN);
  }

  /** Begins to count from 0. */
  begin(): void {
    this.now = clock.now();
    this.sent = 0;
    this.answered = 0;
  }

  get inFlight(): number {
    return this.sent - this.answered;
  }

  /** How many orders may be sent on this connection now. */
  room(session: Session): number {
    return session.unsent === undefined ? this.#depth - session.inFlight : 0;
  }

  /** Sends `count` orders, at most what room() says, in one call; the first was due at `time`. Throws RuntimeFailure. */
  send(session: Session, count: number, time: number): void {
    const offset = this.#stream.stamp(session.phase, count, session.idHigh, session.nextLow);
    session.phase = (session.phase + count) % this.#stream.period;
    session.pushBatch(time, count);
    if (this.inFlight === 0) this.#waitingSince = clock.now();
    this.sent += count;
    transmit(session, this.#stream.template, offset, count * this.#stream.stride);
    if (session.unsent !== undefined) this.table.watch(session, { writable: true });
  }

  /** The number of events, waited for until `maxMs` from now. Throws RuntimeFailure if the gateway has stalled. */
  wait(maxMs: number): number {
    const count = this.table.source.wait(Math.min(maxMs, this.#timeoutMs));
    if (count === 0 && (this.inFlight > 0 || this.#settling)) {
      if (clock.now() - this.#waitingSince >= this.#timeoutMs) throw this.#stalled();
    }
    return count;
  }

  /** Does what the i-th event asks for, and returns its session. Throws RuntimeFailure. */
  handle(i: number): Session {
    const session = this.table.sessionOf(i);
    const events = this.table.set.events(i);
    if (events & (EPOLLIN | ENDED)) {
      let received = this.#receive(session);
      // Readability is reported once. A recv that does not fill its room has taken all there was but the stream's end.
      while (received === RECEIVE_BYTES || (received > 0 && events & ENDED)) received = this.#receive(session);
    }
    if (events & EPOLLOUT) {
      flush(session);
      if (session.unsent === undefined) this.table.watch(session, { writable: false });
    }
    return session;
  }

  /** Sends a heartbeat behind the orders of each connection and awaits its answer: all there was to come has come. */
  settle(): void {
    const { sessions } = this.table;
    const { tally } = this.#reader.scanner;
    const enough = tally.heartbeatAcks + sessions.length;
    this.#settling = true;
    this.#waitingSince = clock.now();
    for (const session of sessions) {
      session.heartbeatOwed = true;
      transmit(session, this.#heartbeat, 0, this.#heartbeat.bytes.byteLength);
      if (session.unsent !== undefined) this.table.watch(session, { writable: true });
    }
    while (tally.heartbeatAcks < enough) {
      const count = this.wait(this.#timeoutMs);
      for (let i = 0; i < count; i++) this.handle(i);
    }
    this.#settling = false;
  }

  /** One recv; returns how many bytes it took, 0 if there were none. Throws RuntimeFailure. */
  #receive(session: Session): number {
    const answersBefore = session.answerLow;
    const received = this.#reader.read(session);
    if (received === -EAGAIN) return 0;
    if (received <= 0) throw lostConnection(session, received);
    this.now = clock.now();
    this.#waitingSince = this.now;
    const answers = (session.answerLow - answersBefore) | 0;
    this.answered += answers;
    this.#recordLatencies(session, answers);
    return received;
  }

  #recordLatencies(session: Session, answers: number): void {
    const stepMs = this.#stepMs;
    let left = answers;
    while (left > 0) {
      const count = Math.min(left, session.oldestCount);
      const latencyMs = this.now - session.oldestTime;
      if (stepMs === 0) this.#latencies.record(latencyMs, count);
      else this.#latencies.recordRamp(latencyMs, stepMs, count);
      session.popOldest(count, stepMs);
      left -= count;
    }
  }

  #stalled(): RuntimeFailure {
    const { inFlight, answered } = this;
    return new RuntimeFailure({
      code: 'STALLED',
      message: `the gateway has sent nothing for ${this.#timeoutMs} ms: ${answered} orders answered, ${inFlight} unanswered`,
      remedy: 'If it is only slow, give it a longer --timeout.',
    });
  }
}
