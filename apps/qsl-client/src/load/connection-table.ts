import { connectTcp, type Endpoint, EpollSet, getIntOption, os, raw, setIntOption } from '@qsl/posix';
import { connectFailure } from './connection-failure.ts';
import { EventSource } from './event-source.ts';
import { Session } from './session.ts';

/** Events taken by one epoll_wait. */
const MAX_EVENTS = 1024;

const EDGES = os.EPOLLIN | os.EPOLLRDHUP | os.EPOLLET;
const LEVELS = os.EPOLLIN | os.EPOLLOUT;

export interface ConnectionTableOptions extends Endpoint {
  connections: number;
  /** The most orders in flight on one connection. */
  depth: number;
  /** The upper half of the first connection's order ids; each next connection has the next one. */
  firstIdHigh: number;
  spin: boolean;
  /** How long connecting may take altogether. */
  timeoutMs: number;
}

/** Long connections to the gateway, each with its session, in one epoll set. */
export class ConnectionTable {
  readonly set: EpollSet;
  readonly source: EventSource;
  readonly sessions: readonly Session[];

  private constructor(set: EpollSet, sessions: Session[], spin: boolean) {
    this.set = set;
    this.source = new EventSource({ set, spin });
    this.sessions = sessions;
  }

  /** Opens all connections at once. Throws RuntimeFailure if one fails or is not made in time; none is left open then. */
  static open({
    host,
    port,
    connections,
    depth,
    firstIdHigh,
    spin,
    timeoutMs,
  }: ConnectionTableOptions): ConnectionTable {
    const sessions = Array.from({ length: connections }, (_, slot) => {
      return new Session({ slot, idHigh: (firstIdHigh + slot) | 0, depth });
    });
    const table = new ConnectionTable(EpollSet.open(Math.min(connections, MAX_EVENTS)), sessions, spin);
    try {
      for (const session of sessions) {
        session.fd = connect({ host, port });
        table.set.add(session.fd, os.EPOLLOUT, session.slot, 0);
      }
      table.#awaitConnected({ host, port }, timeoutMs);
    } catch (error) {
      table.close();
      throw error;
    }
    return table;
  }

  /** The session that the i-th event of the last wait is about. */
  sessionOf(i: number): Session {
    return this.sessions[this.set.slot(i)] as Session;
  }

  /**
   * Has the session's readability reported, and with `writable` its writability too. Readability as edges: a level is
   * looked at again in the next epoll_wait, when there is nothing left to read, and that is 7 % of a run's CPU time. The
   * price is that one must read on where an event says that the end of the stream has come (epoll(7), question 9).
   */
  watch(session: Session, { writable }: { writable: boolean }): void {
    this.set.modify(session.fd, writable ? LEVELS : EDGES, session.slot, 0);
  }

  close(): void {
    for (const session of this.sessions) {
      if (session.fd >= 0) raw.close(session.fd);
      session.fd = -1;
    }
    this.set.close();
  }

  #awaitConnected(gateway: Endpoint, timeoutMs: number): void {
    const connected = new Set<Session>();
    while (connected.size < this.sessions.length) {
      const count = this.source.wait(timeoutMs);
      if (count === 0) throw connectFailure(gateway, os.ETIMEDOUT);
      for (let i = 0; i < count; i++) {
        const session = this.sessionOf(i);
        const errno = getIntOption(session.fd, os.SOL_SOCKET, os.SO_ERROR);
        if (errno !== 0) throw connectFailure(gateway, errno);
        this.watch(session, { writable: false });
        connected.add(session);
      }
    }
  }
}

function connect(gateway: Endpoint): number {
  const fd = connectTcp({ ...gateway, nonblocking: true });
  // A batch is one send; without this, its last segment would wait for the peer's acknowledgement (Nagle's algorithm).
  setIntOption(fd, os.IPPROTO_TCP, os.TCP_NODELAY, 1);
  return fd;
}
