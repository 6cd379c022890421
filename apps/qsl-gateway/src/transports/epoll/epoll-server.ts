import { drainEventfd, EpollSet, os, PosixError, raw, sendQueueBytes } from '@qsl/posix';
import { LINGER_MS, STOP_GRACE_MS } from '../../options.ts';
import { CloseCause } from '../../session/close-cause.ts';
import { createIoBuffer, ReplyBuffer } from '../../session/io-buffers.ts';
import type { Venue } from '../../session/session.ts';
import { Counter } from '../../shared/counters.ts';
import type { EngineTurn } from '../../shared/engine-turn.ts';
import { leaveActive } from '../../shared/shared-state.ts';
import { RECEIVE_BYTES, RECEIVE_HEADROOM, REPLY_SLACK } from '../buffer-sizes.ts';
import { attach, type WorkerData } from '../worker-data.ts';
import { ChunkPool } from './backlog.ts';
import { Connection, ConnectionTable, NO_FRAME, Phase } from './connection.ts';
import { Listener } from './listener.ts';
import { canRehearse, rehearse } from './rehearsal.ts';
import { Ticker } from './ticker.ts';

const MAX_EVENTS = 256;
/** Reads of 64 KiB from one connection before the others get their turn. */
const READS_PER_WAKEUP = 4;
/** Replies of several connections are held back, to leave one after the other, as long as they are no more than this. */
const DEFERRED_BYTES = 64 * 1024;
/** Ticks without connections before the ticker rests: short-lived connections in a row must not restart it each time. */
const QUIET_TICKS = 8;

// Slots of the descriptors that are no connections.
const LISTENER = 0xffffffff;
const WAKE = 0xfffffffe;
const TICKER = 0xfffffffd;

const READABLE = os.EPOLLIN | os.EPOLLRDHUP;
const { EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLRDHUP, MSG_NOSIGNAL, EAGAIN, EINTR } = os;

/**
 * One thread, one epoll set, nonblocking sockets. Level-triggered: what a budget leaves unread is reported again.
 *
 * A short read is taken for EAGAIN, which saves the call that would say so (epoll(7), "Questions and answers", 9).
 *
 * What one wake-up reports is answered first and sent afterwards. A send wakes its peer; peers of one process sleep in one
 * epoll_wait, which the first of several sends ends and the others find ended: one wake-up instead of many.
 */
export class EpollServer {
  readonly #data: WorkerData;
  readonly #venue: Venue;
  readonly #turn: EngineTurn;
  readonly #epoll = EpollSet.open(MAX_EVENTS);
  readonly #ticker: Ticker;
  readonly #listener: Listener;
  readonly #table = new ConnectionTable();
  readonly #pool = new ChunkPool();
  readonly #input = createIoBuffer(RECEIVE_HEADROOM + RECEIVE_BYTES);
  readonly #replies: ReplyBuffer;
  readonly #maxOutbuf: number;
  /** Connections whose replies wait in #replies, in order, and where those of each end. */
  readonly #deferred: (Connection | undefined)[] = new Array(MAX_EVENTS).fill(undefined);
  readonly #deferredEnds = new Int32Array(MAX_EVENTS);
  #deferredCount = 0;
  #stopping = false;
  #stopAtTick = Number.POSITIVE_INFINITY;
  #quietTicks = 0;

  constructor(data: WorkerData) {
    const { options, listenerFd, wakeFd } = data;
    const { turn, venue } = attach(data);
    if (canRehearse(options)) rehearse(venue); // threads do not: they may start while others serve
    this.#data = data;
    this.#venue = venue;
    this.#turn = turn;
    this.#replies = new ReplyBuffer(DEFERRED_BYTES + options.output.maxOutbufHardBytes + REPLY_SLACK);
    this.#maxOutbuf = options.output.maxOutbufBytes;
    const deadlines = [LINGER_MS, options.idleTimeoutMs, options.frameTimeoutMs].filter((timeMs) => timeMs > 0);
    this.#ticker = new Ticker(Math.min(...deadlines));
    this.#listener = new Listener(this.#epoll, {
      fd: listenerFd,
      slot: LISTENER,
      control: data.shared.control,
      maxConnections: options.maxConnections,
      counters: venue.counters,
      onConnection: (fd) => this.#welcome(fd),
      onBackOff: () => this.#ticker.start(),
    });
    this.#epoll.add(wakeFd, EPOLLIN, WAKE, 0);
    this.#epoll.add(this.#ticker.fd, EPOLLIN, TICKER, 0);
  }

  /** Serves until told to stop through the wake descriptor. */
  run(): void {
    const timeoutMs = this.#data.options.spin ? 0 : -1;
    while (!this.#stopping || this.#table.count > 0) this.#serveEvents(timeoutMs);
    raw.close(this.#ticker.fd);
    this.#epoll.close();
  }

  /** One wake-up. A function of its own: V8 optimises what is called again and again better than a loop that goes on. */
  #serveEvents(timeoutMs: number): void {
    const epoll = this.#epoll;
    const count = epoll.wait(timeoutMs);
    if (count < 0 && count !== -EINTR) throw new PosixError({ call: 'epoll_wait', errno: -count });
    for (let i = 0; i < count; i++) {
      const slot = epoll.slot(i);
      if (slot < TICKER) {
        this.#serve(slot, epoll.generation(i), epoll.events(i));
        continue;
      }
      this.#sendDeferred();
      if (slot === LISTENER) this.#listener.accept();
      else if (slot === TICKER) this.#tick();
      else this.#stop();
    }
    this.#sendDeferred();
  }

  #welcome(fd: number): void {
    this.#ticker.start();
    const connection = new Connection(fd, this.#table.reserve(), this.#venue, this.#pool, this.#ticker.now);
    this.#table.put(connection);
    connection.interest = READABLE;
    this.#epoll.add(fd, READABLE, connection.slot, connection.generation);
    this.#count(Counter.Accepted, 1);
  }

  #serve(slot: number, generation: number, events: number): void {
    const connection = this.#table.find(slot, generation);
    if (connection === undefined) return; // closed earlier in this batch
    if ((events & EPOLLERR) !== 0) {
      this.#close(connection, connection.cause ?? CloseCause.Reset);
      return;
    }
    if ((events & EPOLLOUT) !== 0) this.#writable(connection);
    if (connection.phase === Phase.Closed) return;
    if ((events & EPOLLIN) !== 0) this.#readable(connection, events);
    else if ((events & EPOLLHUP) !== 0) this.#close(connection, connection.cause ?? CloseCause.Reset);
  }

  #readable(connection: Connection, events: number): void {
    if (connection.phase === Phase.Draining) this.#discard(connection);
    else if (connection.phase === Phase.Open) this.#receive(connection, events);
  }

  #receive(connection: Connection, events: number): void {
    const address = this.#input.address + RECEIVE_HEADROOM;
    for (let reads = 0; reads < READS_PER_WAKEUP; reads++) {
      const received = raw.recv(connection.fd, address, RECEIVE_BYTES, 0);
      if (received > 0) {
        this.#count(Counter.BytesIn, received);
        connection.activeTick = this.#ticker.now;
        this.#handle(connection, RECEIVE_HEADROOM, RECEIVE_HEADROOM + received);
        if (connection.phase !== Phase.Open || connection.pausedInput !== undefined) return;
        // After a half-close the end of the stream is already there: one more read saves a wake-up.
        if (received < RECEIVE_BYTES && (events & EPOLLRDHUP) === 0) return;
      } else if (received === -EAGAIN) {
        return;
      } else if (received !== -EINTR) {
        this.#sendDeferred(); // those of this connection may be among them
        if (connection.phase === Phase.Closed) return;
        if (received === 0) this.#peerFinished(connection);
        else this.#close(connection, CloseCause.Reset);
        return;
      }
    }
  }

  /** Has the session handle input[from, to), sending replies now or soon; keeps what must wait for them to leave. */
  #handle(connection: Connection, from: number, to: number): void {
    const { session, backlog } = connection;
    const replies = this.#replies;
    const count = this.#deferredCount;
    const isFull = replies.length > DEFERRED_BYTES || count === MAX_EVENTS;
    // What this connection has waiting counts towards its limits: it joins the backlog, or leaves.
    if (isFull || (count > 0 && this.#deferred[count - 1] === connection)) this.#sendDeferred();
    let at = from;
    do {
      const start = replies.length;
      if (!this.#turn.begin(to - at + RECEIVE_HEADROOM)) {
        this.#close(connection, CloseCause.Shutdown);
        return;
      }
      at = session.receive(this.#input, at, to, replies, backlog.length - start);
      this.#turn.end();
      if (replies.length > start) this.#defer(connection);
      if (at === to && session.closeCause === undefined && !this.#stopping) break;
      this.#sendDeferred();
      if (connection.phase === Phase.Closed) return;
      if (session.closeCause !== undefined) {
        this.#end(connection, session.closeCause);
        return;
      }
    } while (at < to && backlog.length < this.#maxOutbuf);
    if (at < to) connection.pausedInput = this.#input.bytes.slice(at, to);
    connection.noteFrame(this.#ticker.now);
    this.#watch(connection);
  }

  /** Notes that what was last appended to the replies is this connection's. */
  #defer(connection: Connection): void {
    const last = this.#deferredCount++;
    this.#deferred[last] = connection;
    this.#deferredEnds[last] = this.#replies.length;
  }

  /** Sends what waits for the end of this wake-up: where replies wait for the journal, once it has all their commands. */
  #sendDeferred(): void {
    const count = this.#deferredCount;
    if (count === 0) return;
    const deferred = this.#deferred;
    const isSafe = this.#turn.awaitJournal();
    let start = 0;
    for (let i = 0; i < count; i++) {
      const end = this.#deferredEnds[i]!;
      const connection = deferred[i]!;
      deferred[i] = undefined;
      if (connection.phase !== Phase.Closed) {
        if (!isSafe) this.#close(connection, CloseCause.Shutdown);
        else if (this.#send(connection, start, end)) this.#watch(connection);
      }
      start = end;
    }
    this.#deferredCount = 0;
    this.#replies.length = 0;
  }

  /** Sends replies[from, to); what the socket has no room for joins the backlog. Returns false if that closed the connection. */
  #send(connection: Connection, from: number, to: number): boolean {
    const { backlog } = connection;
    const replies = this.#replies;
    this.#count(Counter.BytesOut, to - from);
    let at = from;
    while (backlog.length === 0 && at < to) {
      const sent = raw.send(connection.fd, replies.address + at, to - at, MSG_NOSIGNAL);
      if (sent > 0) at += sent;
      else if (sent === -EAGAIN) break;
      else if (sent !== -EINTR) {
        this.#close(connection, CloseCause.Reset);
        return false;
      }
    }
    if (at < to) {
      backlog.append(replies.bytes, at, to);
      const counters = this.#venue.counters;
      if (backlog.length > counters[Counter.BacklogHighWater]!) counters[Counter.BacklogHighWater] = backlog.length;
    }
    return true;
  }

  #writable(connection: Connection): void {
    const { backlog } = connection;
    while (backlog.length > 0) {
      const sent = raw.send(connection.fd, backlog.address, backlog.contiguous, MSG_NOSIGNAL);
      if (sent > 0) {
        backlog.drop(sent);
        connection.activeTick = this.#ticker.now;
      } else if (sent === -EAGAIN) {
        break;
      } else if (sent !== -EINTR) {
        this.#close(connection, connection.cause ?? CloseCause.Reset);
        return;
      }
    }
    this.#resume(connection);
  }

  /** Goes on after replies have left: with the input that waited for it, or with the end of the connection. */
  #resume(connection: Connection): void {
    const { backlog, pausedInput, phase } = connection;
    if (phase === Phase.Open) {
      if (pausedInput !== undefined && backlog.length < this.#maxOutbuf) {
        connection.pausedInput = undefined;
        this.#input.bytes.set(pausedInput, RECEIVE_HEADROOM);
        this.#handle(connection, RECEIVE_HEADROOM, RECEIVE_HEADROOM + pausedInput.length);
      } else {
        this.#watch(connection);
      }
      if (this.#stopping && connection.phase === Phase.Open && connection.pausedInput === undefined) {
        this.#end(connection, CloseCause.Shutdown);
      }
    } else if (backlog.length === 0) {
      if (phase === Phase.Finishing) this.#close(connection, CloseCause.Peer);
      else if (phase === Phase.Ending) this.#shutDown(connection);
    }
  }

  #peerFinished(connection: Connection): void {
    if (connection.backlog.length === 0) {
      this.#close(connection, CloseCause.Peer);
      return;
    }
    connection.enter(Phase.Finishing);
    this.#watch(connection);
  }

  /** Ends a connection from our side: its replies leave, then our end of stream, then we wait for the peer's. */
  #end(connection: Connection, cause: CloseCause): void {
    connection.cause = cause;
    connection.pausedInput = undefined;
    connection.enter(Phase.Ending);
    if (connection.backlog.length === 0) this.#shutDown(connection);
    else this.#watch(connection);
  }

  #shutDown(connection: Connection): void {
    raw.shutdown(connection.fd, os.SHUT_WR);
    connection.enter(Phase.Draining);
    connection.drainUntilTick = this.#ticker.now + this.#ticker.ticksIn(LINGER_MS);
    this.#watch(connection);
    this.#discard(connection);
  }

  #discard(connection: Connection): void {
    for (let reads = 0; reads < READS_PER_WAKEUP; reads++) {
      const received = raw.recv(connection.fd, this.#input.address, RECEIVE_BYTES, 0);
      if (received > 0 || received === -EINTR) continue;
      if (received !== -EAGAIN) this.#close(connection, connection.cause ?? CloseCause.Peer);
      return;
    }
  }

  /** Registers for what the connection waits for, if that has changed. */
  #watch(connection: Connection): void {
    const { backlog, phase, pausedInput } = connection;
    if (phase === Phase.Closed) return;
    const mayRead = phase === Phase.Open && pausedInput === undefined && backlog.length < this.#maxOutbuf;
    const interest = (mayRead || phase === Phase.Draining ? READABLE : 0) | (backlog.length > 0 ? EPOLLOUT : 0);
    if (interest === connection.interest) return;
    connection.interest = interest;
    this.#epoll.modify(connection.fd, interest, connection.slot, connection.generation);
  }

  #close(connection: Connection, cause: CloseCause): void {
    connection.enter(Phase.Closed);
    connection.backlog.clear();
    connection.pausedInput = undefined;
    this.#table.remove(connection);
    raw.close(connection.fd);
    leaveActive(this.#data.shared.control);
    this.#count(Counter.FirstClose + cause, 1);
    this.#listener.rearm();
  }

  #tick(): void {
    const ticker = this.#ticker;
    ticker.advance();
    this.#listener.rearm();
    const { idleTimeoutMs, frameTimeoutMs } = this.#data.options;
    const idleTicks = ticker.ticksIn(idleTimeoutMs);
    const frameTicks = ticker.ticksIn(frameTimeoutMs);
    const stopNow = ticker.now >= this.#stopAtTick;
    for (const connection of this.#table) {
      const { phase, frameTick, backlog } = connection;
      if (backlog.length > 0) this.#noteAcknowledged(connection);
      const isIdle = ticker.now - connection.activeTick > idleTicks;
      if (stopNow) this.#close(connection, connection.cause ?? CloseCause.Shutdown);
      else if (phase === Phase.Draining) {
        if (ticker.now >= connection.drainUntilTick) this.#close(connection, connection.cause ?? CloseCause.Peer);
      } else if (phase !== Phase.Open) {
        if (isIdle) this.#close(connection, connection.cause ?? CloseCause.IdleTimeout);
      } else if (frameTick !== NO_FRAME && ticker.now - frameTick > frameTicks) {
        this.#end(connection, CloseCause.FrameTimeout);
      } else if (isIdle) {
        // A peer that does not even read its replies will not read our end of stream either.
        if (backlog.length > 0) this.#close(connection, CloseCause.IdleTimeout);
        else this.#end(connection, CloseCause.IdleTimeout);
      }
    }
    this.#quietTicks = this.#table.count === 0 && this.#listener.isArmed ? this.#quietTicks + 1 : 0;
    if (this.#quietTicks >= QUIET_TICKS && !this.#stopping) {
      this.#quietTicks = 0;
      ticker.stop();
    }
  }

  /**
   * Bytes move although none are sent: the kernel asks for more only when it has got rid of a third of what it holds, and
   * that may take a peer with a small window longer than any deadline.
   */
  #noteAcknowledged(connection: Connection): void {
    const unacknowledged = sendQueueBytes(connection.fd);
    if (unacknowledged === connection.unacknowledged) return;
    connection.unacknowledged = unacknowledged;
    connection.activeTick = this.#ticker.now;
  }

  /** Stops accepting; answers what has arrived, then ends every connection. */
  #stop(): void {
    drainEventfd(this.#data.wakeFd);
    if (this.#stopping) return;
    this.#stopping = true;
    this.#listener.close();
    this.#ticker.start();
    this.#stopAtTick = this.#ticker.now + this.#ticker.ticksIn(STOP_GRACE_MS);
    for (const connection of this.#table) {
      if (connection.phase === Phase.Open && connection.pausedInput === undefined) this.#receive(connection, 0);
      if (connection.phase === Phase.Open && connection.pausedInput === undefined) {
        this.#end(connection, CloseCause.Shutdown);
      }
    }
  }

  #count(counter: number, by: number): void {
    this.#venue.counters[counter]! += by;
  }
}
