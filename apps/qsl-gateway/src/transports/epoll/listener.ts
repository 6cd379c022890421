import { type EpollSet, os, PosixError, raw } from '@qsl/posix';
import { Counter } from '../../shared/counters.ts';
import { tryEnterActive } from '../../shared/shared-state.ts';
import { classifyAcceptFailure } from '../accept-errors.ts';

/** New connections taken before the connected get their turn again. */
const MAX_ACCEPTS_PER_TURN = 64;
/** So many turns in a row found all that they asked for: the next ask for twice as many. */
const FULL_TURNS = 8;

export interface ListenerOptions {
  fd: number;
  /** Names the listener among the slots of `epoll`. */
  slot: number;
  /** Connections are counted here, and shed beyond `maxConnections` (0: no cap). */
  control: Int32Array;
  maxConnections: number;
  counters: Float64Array;
  /** Takes a nonblocking socket over. */
  onConnection: (fd: number) => void;
  /** Out of descriptors: somebody has to call `rearm` soon. */
  onBackOff: () => void;
}

/** The listening socket in an epoll set: takes connections, and stays out of the set while there is no descriptor for one. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #epoll: EpollSet;
  #isOpen = true;
  #isArmed = true;
  /** Connections that a turn asks for. */
  #expected = 1;
  #fullTurns = 0;

  constructor(epoll: EpollSet, options: ListenerOptions) {
    this.#epoll = epoll;
    this.#options = options;
    epoll.add(options.fd, os.EPOLLIN, options.slot, 0);
  }

  /** Whether it takes connections, or has been closed; false while it backs off. */
  get isArmed(): boolean {
    return this.#isArmed;
  }

  /**
   * Takes what waits, but asks for no more connections than are to be expected: the kernel makes a socket before it finds
   * that nobody waits for one, and those that are left waiting are reported again.
   * @throws PosixError where the listener itself is broken
   */
  accept(): void {
    const { fd: listenerFd, control, maxConnections, onConnection } = this.#options;
    const expected = this.#expected;
    for (let accepted = 0; accepted < expected && this.#isOpen; accepted++) {
      const fd = raw.accept4(listenerFd, os.SOCK_NONBLOCK | os.SOCK_CLOEXEC);
      if (fd < 0) {
        const failure = classifyAcceptFailure(-fd);
        if (failure === 'retry') continue;
        this.#expect(Math.max(1, accepted));
        if (failure === 'backOff') this.#backOff();
        if (failure === 'fatal') throw new PosixError({ call: 'accept4', errno: -fd });
        return;
      }
      if (tryEnterActive(control, maxConnections)) {
        onConnection(fd);
      } else {
        this.#count(Counter.Shed);
        raw.close(fd);
      }
    }
    if (++this.#fullTurns === FULL_TURNS) this.#expect(Math.min(2 * expected, MAX_ACCEPTS_PER_TURN));
  }

  #expect(connections: number): void {
    this.#expected = connections;
    this.#fullTurns = 0;
  }

  /** Out of descriptors: leave the backlog to the kernel until a connection closes or a tick passes. */
  #backOff(): void {
    this.#epoll.modify(this.#options.fd, 0, this.#options.slot, 0);
    this.#isArmed = false;
    this.#count(Counter.AcceptBackoffs);
    this.#options.onBackOff();
  }

  rearm(): void {
    if (this.#isArmed || !this.#isOpen) return;
    this.#epoll.modify(this.#options.fd, os.EPOLLIN, this.#options.slot, 0);
    this.#isArmed = true;
  }

  /** Takes no connection from now on, and turns those away that the kernel holds. The descriptor stays its owner's. */
  close(): void {
    this.#isOpen = false;
    this.#epoll.remove(this.#options.fd);
    raw.shutdown(this.#options.fd, os.SHUT_RDWR);
  }

  #count(counter: number): void {
    this.#options.counters[counter]! += 1;
  }
}
