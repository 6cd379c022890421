import { performance } from 'node:perf_hooks';
import { RuntimeFailure } from '@qsl/cli';
import { connectTcp, type Endpoint, EpollSet, os, PosixError, raw } from '@qsl/posix';
import { connectFailure, lostConnection } from './connection-failure.ts';
import { EventSource } from './event-source.ts';
import { Latencies } from './latency.ts';
import { OrderStream } from './order-stream.ts';
import { flush, transmit } from './outbox.ts';
import type { ConnectionCounts, Driver, Goal } from './phase.ts';
import type { LoadPlan } from './plan.ts';
import { ReplyReader } from './reply-reader.ts';
import { ReplyScanner } from './reply-scanner.ts';
import { Session } from './session.ts';

// Constants of this module: V8 folds them into the machine code, but reloads an imported binding at every use.
const clock = performance;
const { EPOLLIN, EPOLLOUT, EAGAIN, SHUT_WR } = os;
/** Events taken by one epoll_wait. */
const MAX_EVENTS = 1024;
const MS_PER_SECOND = 1000;
/** After this many failures in a row, and one for each place, the rest would fail too. */
const HOPELESS = 100;

/**
 * A connection for each order: connect, send an order and a heartbeat, half-close, read to the end of the stream, close.
 * Its latency is all of that, from when the connection was due. One that fails is counted, and the others go on.
 *
 * In a closed loop a connection is due when another ends; at a rate the n-th is due n / rate after the start, whether or
 * not one of the `connections` places is free by then.
 */
export class Churn implements Driver {
  readonly source: EventSource;
  readonly scanner: ReplyScanner;
  readonly latencies: Latencies = new Latencies();
  readonly delays: Latencies = new Latencies();
  now = 0;
  readonly #gateway: Endpoint;
  readonly #stream: OrderStream;
  readonly #reader: ReplyReader;
  readonly #set: EpollSet;
  readonly #slots: Session[];
  readonly #free: Session[];
  /** Connections per millisecond; undefined in a closed loop. */
  readonly #ratePerMs: number | undefined;
  readonly #timeoutMs: number;
  #begun = 0;
  #completed = 0;
  #failures = new Map<string, number>();
  #firstFailure: RuntimeFailure | undefined;
  #failedInARow = 0;
  /** Since when nothing has come from the gateway while connections were open. */
  #waitingSince = 0;
  /** The next order's number, over all phases: the lower half of its id. */
  #number = 0;

  constructor({ gateway, connections, ratePerSecond, timeoutMs, symbols, idBase, spin }: LoadPlan) {
    this.#gateway = gateway;
    this.#stream = new OrderStream({ symbols, longestBatch: 1, heartbeats: true });
    this.scanner = new ReplyScanner({ firstIdHigh: idBase, idHighs: 1 });
    this.#reader = new ReplyReader(this.scanner);
    this.#set = EpollSet.open(Math.min(connections, MAX_EVENTS));
    this.source = new EventSource({ set: this.#set, spin });
    this.#slots = Array.from({ length: connections }, (_, slot) => new Session({ slot, idHigh: idBase | 0, depth: 1 }));
    this.#free = this.#slots.toReversed();
    this.#ratePerMs = ratePerSecond === undefined ? undefined : ratePerSecond / MS_PER_SECOND;
    this.#timeoutMs = timeoutMs;
  }

  get sent(): number {
    return this.#begun;
  }

  get connections(): ConnectionCounts {
    return { begun: this.#begun, completed: this.#completed, failed: Object.fromEntries(this.#failures) };
  }

  begin(): void {
    this.now = clock.now();
    this.#begun = 0;
    this.#completed = 0;
    this.#failures.clear();
    this.#firstFailure = undefined;
    this.#failedInARow = 0;
  }

  run({ orders, durationMs }: Goal): void {
    const start = this.now;
    const rate = this.#ratePerMs;
    let goal = orders;
    while (this.#begun < goal || this.#open > 0) {
      const now = clock.now();
      if (now - start >= durationMs) goal = Math.min(goal, this.#begun);
      const due = rate === undefined ? goal : Math.min(goal, Math.floor((now - start) * rate) + 1);
      while (this.#begun < due && this.#free.length > 0 && this.#connect(this.#dueTime(start)));
      if (this.#begun < goal && this.#free.length > 0) this.#serve(this.#dueTime(start) - clock.now());
      else if (this.#open > 0) this.#serve(this.#timeoutMs);
    }
  }

  /** Every connection has ended by itself; what is left is to say if that was not as it should be. */
  settle(): void {
    const first = this.#firstFailure;
    if (first === undefined) return;
    const failed = this.#begun - this.#completed - this.#open;
    const message = `${failed} of ${this.#begun} connections failed, the first so: ${first.message}`;
    throw new RuntimeFailure({ code: first.code, message, ...(first.remedy && { remedy: first.remedy }) });
  }

  close(): void {
    for (const { fd } of this.#slots) if (fd >= 0) raw.close(fd);
    this.#set.close();
  }

  /** When the next connection is due: by the timetable, or now that one has ended. */
  #dueTime(start: number): number {
    return this.#ratePerMs === undefined ? clock.now() : start + this.#begun / this.#ratePerMs;
  }

  get #open(): number {
    return this.#slots.length - this.#free.length;
  }

  #serve(maxMs: number): void {
    const count = this.source.wait(Math.min(maxMs, this.#timeoutMs));
    if (count === 0 && this.#open > 0 && clock.now() - this.#waitingSince >= this.#timeoutMs) throw this.#stalled();
    // A descriptor is in a batch of events once, and is closed only when its turn has come: no event can be stale.
    for (let i = 0; i < count; i++) {
      const session = this.#slots[this.#set.slot(i)] as Session;
      try {
        this.#advance(session);
      } catch (error) {
        this.#fail(session, error);
      }
    }
  }

  /** Makes a connection in a free place. Returns whether that got as far as it can at once. */
  #connect(dueTime: number): boolean {
    const { host, port } = this.#gateway;
    const session = this.#free.pop() as Session;
    const number = this.#number++;
    const now = clock.now();
    if (this.#open === 1) this.#waitingSince = now;
    if (this.#ratePerMs !== undefined) this.delays.record(now - dueTime, 1);
    this.#begun++;
    session.restart(number | 0, dueTime);
    const offset = this.#stream.stamp(number % this.#stream.period, 1, session.idHigh, number | 0);
    try {
      session.fd = connectTcp({ host, port, nonblocking: true });
      // Over loopback the handshake is over when connect returns, so the request can mostly go at once.
      transmit(session, this.#stream.template, offset, this.#stream.stride);
      if (session.unsent === undefined) raw.shutdown(session.fd, SHUT_WR);
      this.#set.add(session.fd, session.unsent === undefined ? EPOLLIN : EPOLLOUT, session.slot, 0);
      return true;
    } catch (error) {
      // What connect itself reports is a want of this machine's, of ports or descriptors, that will not go away.
      if (error instanceof PosixError) throw connectFailure(this.#gateway, error.errno);
      this.#fail(session, error);
      return false;
    }
  }

  #advance(session: Session): void {
    if (session.unsent !== undefined) {
      flush(session);
      if (session.unsent !== undefined) return;
      raw.shutdown(session.fd, SHUT_WR);
      this.#set.modify(session.fd, EPOLLIN, session.slot, 0);
      return;
    }
    const received = this.#reader.read(session);
    if (received === -EAGAIN) return;
    if (received < 0 || (received === 0 && !session.isSettled)) throw lostConnection(session, received);
    this.now = clock.now();
    this.#waitingSince = this.now;
    if (received > 0) return;
    this.latencies.record(this.now - session.oldestTime, 1);
    this.#completed++;
    this.#failedInARow = 0;
    this.#release(session);
  }

  #fail(session: Session, error: unknown): void {
    this.#release(session);
    if (!(error instanceof RuntimeFailure)) throw error;
    this.#firstFailure ??= error;
    this.#failures.set(error.code, (this.#failures.get(error.code) ?? 0) + 1);
    this.#failedInARow++;
    if (this.#failedInARow >= Math.max(HOPELESS, this.#slots.length)) this.settle();
  }

  #release(session: Session): void {
    if (session.fd >= 0) raw.close(session.fd);
    session.fd = -1;
    this.#free.push(session);
  }

  #stalled(): RuntimeFailure {
    this.#failures.set('STALLED', this.#open);
    return new RuntimeFailure({
      code: 'STALLED',
      message:
        `the gateway has sent nothing for ${this.#timeoutMs} ms: ` +
        `${this.#completed} connections completed, ${this.#open} open`,
      remedy: 'If it is only slow, give it a longer --timeout.',
    });
  }
}
