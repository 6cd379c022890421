import { os, PosixError, raw, sendQueueBytes, setTimeoutOption } from '@qsl/posix';
import { LINGER_MS } from '../../options.ts';
import { CloseCause } from '../../session/close-cause.ts';
import { createIoBuffer, ReplyBuffer } from '../../session/io-buffers.ts';
import { Session, type Venue } from '../../session/session.ts';
import { CONNECTION_STATES, Counter } from '../../shared/counters.ts';
import type { EngineTurn } from '../../shared/engine-turn.ts';
import { Control, leaveActive, Stop, tryEnterActive } from '../../shared/shared-state.ts';
import { classifyAcceptFailure } from '../accept-errors.ts';
import { RECEIVE_BYTES, RECEIVE_HEADROOM, REPLY_SLACK } from '../buffer-sizes.ts';
import { attach, type WorkerData } from '../worker-data.ts';
import { FrameClock } from './frame-clock.ts';
import { Leadership } from './leadership.ts';

/** How long a thread waits when there are no descriptors for a new connection. */
const ACCEPT_BACKOFF_MS = 20;
/** Reads of what a peer had sent when the gateway stopped; one that goes on sending must not keep it from ending. */
const READS_AT_STOP = 64;

const { EAGAIN, EINTR, MSG_DONTWAIT, MSG_NOSIGNAL, SO_RCVTIMEO } = os;

// A blocking send is over when it returns: on a thread a connection is open, or waits for the peer's end.
const OPEN = Counter.FirstState + CONNECTION_STATES.indexOf('open');
const DRAINING = Counter.FirstState + CONNECTION_STATES.indexOf('draining');

/** What a thread of the threaded transport is started with. */
export interface ConnectionThreadData extends WorkerData {
  /** See leadership.ts. */
  readonly leadership: Int32Array;
}

/**
 * One thread of the threaded transport: it takes a connection, serves it with blocking calls until it ends, and takes
 * the next. Threads that have none take turns at waiting in accept4 (see leadership.ts). One that leads goes on leading
 * while what it does for its connection does not block, and passes the lead on right before it would: short sessions
 * are served one after the other by the thread whose code and data are warm, and no silent peer keeps others waiting.
 *
 * Accepted sockets inherit TCP_NODELAY and the timeouts of blocking calls from the listener (Linux clones the
 * listening socket), so a connection costs accept4, recvfrom, sendto and close, and no setsockopt.
 */
export class ConnectionServer {
  readonly #data: ConnectionThreadData;
  readonly #venue: Venue;
  readonly #turn: EngineTurn;
  readonly #control: Int32Array;
  readonly #input = createIoBuffer(RECEIVE_HEADROOM + RECEIVE_BYTES);
  readonly #replies: ReplyBuffer;
  readonly #leadership: Leadership;
  readonly #askForThreads: () => void;
  /** Whether this thread leads, and so must not wait for anything but connections. */
  #leads = false;

  /**
   * Counts as waiting for a connection from here on.
   * @param askForThreads called when this thread was the last that waited for a connection
   */
  constructor(data: ConnectionThreadData, askForThreads: () => void) {
    const { options, shared } = data;
    this.#data = data;
    const { turn, venue } = attach(data);
    this.#turn = turn;
    this.#venue = venue;
    this.#control = shared.control;
    this.#replies = new ReplyBuffer(options.output.maxOutbufHardBytes + REPLY_SLACK);
    this.#askForThreads = askForThreads;
    this.#leadership = new Leadership(data.leadership, data.thread);
    this.#leadership.join();
  }

  /** Serves one connection after the other until the gateway stops. */
  run(): void {
    for (;;) {
      if (!this.#leads) this.#leadership.awaitLead();
      this.#leads = true;
      const fd = this.#accept();
      if (fd < 0) return;
      this.#count(OPEN, 1);
      const cause = this.#serve(fd);
      this.#count(OPEN, -1);
      if (!this.#leads) this.#publish(0);
      leaveActive(this.#control); // before the peer can see the end: its next connection has this place
      raw.close(fd);
      this.#count(Counter.FirstClose + cause, 1);
      if (!this.#leads) this.#leadership.join();
    }
  }

  /** To be called before waiting for what a peer or a disk does. */
  #passLead(fd: number): void {
    if (!this.#leads) return;
    this.#leads = false;
    this.#publish(fd + 1);
    if (!this.#leadership.pass()) this.#askForThreads();
  }

  /** Waits for a connection that may be served. Returns −1 when the gateway stops. */
  #accept(): number {
    const { listenerFd, options } = this.#data;
    const control = this.#control;
    for (;;) {
      const fd = raw.accept4(listenerFd, os.SOCK_CLOEXEC);
      const stop = Atomics.load(control, Control.Stopping);
      if (stop !== Stop.No && fd >= 0) raw.close(fd); // the end of the stream, for a peer that has said nothing
      if (stop >= Stop.Closed) return -1;
      if (stop === Stop.Closing && fd >= 0) continue;
      if (fd < 0) {
        const failure = classifyAcceptFailure(-fd);
        if (failure === 'fatal') throw new PosixError({ call: 'accept4', errno: -fd });
        if (failure === 'backOff') {
          this.#count(Counter.AcceptBackoffs, 1);
          Atomics.wait(control, Control.Stopping, stop, ACCEPT_BACKOFF_MS);
        }
      } else if (!tryEnterActive(control, options.maxConnections)) {
        this.#count(Counter.Shed, 1);
        raw.close(fd);
      } else {
        this.#count(Counter.Accepted, 1);
        return fd;
      }
    }
  }

  /** Lets the stopping main thread find the descriptor that this thread blocks on: see SharedState.descriptors. */
  #publish(cell: number): void {
    Atomics.store(this.#data.shared.descriptors, this.#data.thread, cell);
  }

  #isStopping(): boolean {
    return Atomics.load(this.#control, Control.Stopping) !== Stop.No;
  }

  #isExiting(): boolean {
    return Atomics.load(this.#control, Control.Stopping) === Stop.Exiting;
  }

  /** Answers a connection until it ends. Returns why it did. */
  #serve(fd: number): CloseCause {
    const session = new Session(this.#venue);
    const frameClock = new FrameClock(fd, this.#data.options.frameTimeoutMs, this.#data.options.idleTimeoutMs);
    let isFirstBatch = true;
    for (let readsLeft = READS_AT_STOP; readsLeft > 0; ) {
      const isStopping = this.#isStopping();
      if (isStopping) readsLeft--;
      const received = isStopping ? this.#receiveArrived(fd) : this.#receive(fd);
      if (received > 0) {
        this.#count(Counter.BytesIn, received);
        if (!isFirstBatch) this.#passLead(fd); // a peer that always has something to say
        isFirstBatch = false;
        const cause = this.#handle(fd, session, RECEIVE_HEADROOM + received);
        if (cause !== undefined) return cause;
        if (frameClock.isLate(session)) return this.#end(fd, CloseCause.FrameTimeout);
      } else if (received === 0) {
        if (!this.#isStopping()) return CloseCause.Peer;
        break; // our own stop looks the same
      } else if (received === -EAGAIN) {
        if (this.#isStopping()) break;
        const isFrameLate = session.heldBytes > 0 && frameClock.isLate(session);
        return this.#end(fd, isFrameLate ? CloseCause.FrameTimeout : CloseCause.IdleTimeout);
      } else if (received !== -EINTR) {
        return CloseCause.Reset;
      }
    }
    return this.#end(fd, CloseCause.Shutdown);
  }

  /** Waits for bytes, and passes the lead for it if there are none yet. */
  #receive(fd: number): number {
    if (this.#leads) {
      const received = this.#receiveArrived(fd);
      if (received !== -EAGAIN) return received;
      this.#passLead(fd);
    }
    this.#publish(-(fd + 1));
    // A stop that came before the descriptor was there to be found would not end this wait.
    const flags = this.#isStopping() ? MSG_DONTWAIT : 0;
    const received = raw.recv(fd, this.#input.address + RECEIVE_HEADROOM, RECEIVE_BYTES, flags);
    this.#publish(fd + 1);
    return received;
  }

  #receiveArrived(fd: number): number {
    return raw.recv(fd, this.#input.address + RECEIVE_HEADROOM, RECEIVE_BYTES, MSG_DONTWAIT);
  }

  /** Handles what was received up to `to`, sending replies as it goes. Returns why the connection ended, if it did. */
  #handle(fd: number, session: Session, to: number): CloseCause | undefined {
    let at = RECEIVE_HEADROOM;
    if (this.#data.options.journal !== undefined) this.#passLead(fd);
    do {
      if (!this.#turn.begin(to - at + RECEIVE_HEADROOM)) return CloseCause.Shutdown;
      at = session.receive(this.#input, at, to, this.#replies, 0);
      this.#turn.end();
      if (!this.#turn.awaitJournal()) {
        this.#replies.length = 0; // what they tell may be lost
        return CloseCause.Shutdown;
      }
      const failure = this.#sendReplies(fd);
      if (failure !== undefined) return failure;
      if (session.closeCause !== undefined) return this.#end(fd, session.closeCause);
    } while (at < to);
    return undefined;
  }

  /** Sends the reply buffer, however long the peer takes to read, as long as it goes on. */
  #sendReplies(fd: number): CloseCause | undefined {
    const replies = this.#replies;
    const length = replies.length;
    if (length === 0) return undefined;
    replies.length = 0;
    this.#count(Counter.BytesOut, length);
    let sent = 0;
    let flags = MSG_NOSIGNAL | MSG_DONTWAIT;
    let unacknowledged = 0;
    while (sent < length) {
      const result = raw.send(fd, replies.address + sent, length - sent, flags);
      if (result > 0) {
        sent += result;
      } else if (result === -EAGAIN) {
        // Not a byte taken, now or within the send timeout. The kernel takes more only when it has got rid of a third of
        // what it holds; as long as it gets rid of something, bytes move.
        this.#passLead(fd);
        const before = unacknowledged;
        unacknowledged = sendQueueBytes(fd);
        if (flags === MSG_NOSIGNAL && unacknowledged === before) return CloseCause.IdleTimeout;
        if (this.#isExiting()) return CloseCause.Shutdown;
        flags = MSG_NOSIGNAL;
      } else if (result !== -EINTR) {
        return this.#isStopping() ? CloseCause.Shutdown : CloseCause.Reset;
      }
    }
    return undefined;
  }

  /** Ends a connection from our side: our end of stream, then what the peer still sends is dropped until its own. */
  #end(fd: number, cause: CloseCause): CloseCause {
    this.#passLead(fd);
    this.#count(OPEN, -1);
    this.#count(DRAINING, 1);
    raw.shutdown(fd, os.SHUT_WR);
    const until = performance.now() + LINGER_MS;
    for (let left = LINGER_MS; left > 0; left = until - performance.now()) {
      setTimeoutOption(fd, SO_RCVTIMEO, left);
      const received = raw.recv(fd, this.#input.address, RECEIVE_BYTES, 0);
      if (received <= 0 && received !== -EINTR) break;
    }
    this.#count(DRAINING, -1);
    this.#count(OPEN, 1);
    return cause;
  }

  #count(counter: number, by: number): void {
    this.#venue.counters[counter]! += by;
  }
}
