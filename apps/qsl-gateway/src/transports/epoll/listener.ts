import { type EpollSet, os, PosixError, raw } from '@qsl/posix';
import { Counter } from '../../shared/counters.ts';
import { tryEnterActive } from '../../shared/shared-state.ts';
import { classifyAcceptFailure } from '../accept-errors.ts';

/** New connections taken before the connected get their turn again. */
const ACCEPTS_PER_WAKEUP = 64;

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
   * Takes what waits, at most ACCEPTS_PER_WAKEUP connections.
   * @throws PosixError where the listener itself is broken
   */
  accept(): void {
    const { fd: listenerFd, control, maxConnections, onConnection } = this.#options;
    for (let accepted = 0; accepted < ACCEPTS_PER_WAKEUP && this.#isOpen; accepted++) {
      const fd = raw.accept4(listenerFd, os.SOCK_NONBLOCK | os.SOCK_CLOEXEC);
      if (fd < 0) {
        const failure = classifyAcceptFailure(-fd);
        if (failure === 'retry') continue;
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
