import { addressOf, connectTcp, EpollSet, os, pin, raw, setLinger } from '@qsl/posix';
import { otherTurns } from './time.ts';

const MAX_EVENTS = 1024;
const ROOM_BYTES = 64 * 1024;
/** What is never read needs no room of its own. */
const roomAddress = pin(new Uint8Array(ROOM_BYTES));
const NOBODY = -1;

/** What has happened to a member of a crowd. */
export interface Happening {
  readonly slot: number;
  readonly isReadable: boolean;
  readonly isWritable: boolean;
}

/** Many nonblocking connections of one attacker, by slot, in one epoll set. */
export class Crowd {
  readonly #port: number;
  readonly #set = EpollSet.open(MAX_EVENTS);
  readonly #descriptors: Int32Array;
  /** Connections that are open now. */
  open = 0;

  constructor(port: number, size: number) {
    this.#port = port;
    this.#descriptors = new Int32Array(size).fill(NOBODY);
  }

  isOpen(slot: number): boolean {
    return this.#descriptors[slot] !== NOBODY;
  }

  /** Begins to connect; the first happening of a connection is that it is writable. */
  connect(slot: number): void {
    const fd = connectTcp({ host: '127.0.0.1', port: this.#port, nonblocking: true });
    this.#descriptors[slot] = fd;
    this.open++;
    this.#set.add(fd, os.EPOLLOUT, slot, 0);
  }

  /** From here on it is told of what arrives, and of nothing else. */
  listen(slot: number): void {
    this.#set.modify(this.#descriptors[slot]!, os.EPOLLIN | os.EPOLLRDHUP, slot, 0);
  }

  /** Bytes that were taken, or the negated errno. */
  send(slot: number, bytes: Uint8Array): number {
    return raw.send(this.#descriptors[slot]!, addressOf(bytes), bytes.length, os.MSG_DONTWAIT | os.MSG_NOSIGNAL);
  }

  /** Bytes that had arrived, 0 for the end of the stream, or the negated errno. */
  receive(slot: number): number {
    return raw.recv(this.#descriptors[slot]!, roomAddress, ROOM_BYTES, os.MSG_DONTWAIT);
  }

  /** Gone, with a reset that leaves nothing in TIME_WAIT where it is asked for. */
  close(slot: number, { reset = false } = {}): void {
    const fd = this.#descriptors[slot]!;
    if (fd === NOBODY) return;
    if (reset) setLinger(fd, 0);
    raw.close(fd);
    this.#descriptors[slot] = NOBODY;
    this.open--;
  }

  /** What has happened, waiting for it as long as that holds up nobody else in this process. */
  async *happenings(waitMs: number): AsyncGenerator<Happening> {
    await otherTurns();
    const count = this.#set.wait(waitMs);
    for (let i = 0; i < count; i++) {
      const events = this.#set.events(i);
      const isReadable = (events & ~os.EPOLLOUT) !== 0;
      yield { slot: this.#set.slot(i), isReadable, isWritable: (events & os.EPOLLOUT) !== 0 };
    }
  }

  /** Ends them all. */
  disperse(): void {
    for (let slot = 0; slot < this.#descriptors.length; slot++) this.close(slot, { reset: true });
    this.#set.close();
  }
}
