import { checked, PosixError } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { addressOf } from './memory.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';

const epollCreate1Native = bind('int epoll_create1(int)');

/*
 * struct epoll_event in 32-bit words: its u64 of user data is packed against the events on x86-64 alone
 * (EPOLL_PACKED in the kernel's eventpoll.h), and aligned to 8 bytes elsewhere.
 *
 *            0         1         2            3
 *   x64      events    slot      generation
 *   else     events    (pad)     slot         generation
 */
const PACKED = process.arch === 'x64';
export const EVENT_WORDS = PACKED ? 3 : 4;
export const SLOT_WORD = PACKED ? 1 : 2;
const GENERATION_WORD = SLOT_WORD + 1;

/**
 * An epoll instance with its event buffer. Each descriptor is registered with a slot (the caller's index of the
 * connection) and a generation (changed whenever the slot is reused): an event whose generation is not the slot's
 * present one belongs to a descriptor closed earlier in the same batch. Both are u32. Belongs to one thread.
 */
export class EpollSet {
  readonly fd: number;
  readonly #maxEvents: number;
  readonly #events: Uint32Array;
  readonly #eventsAddress: number;
  readonly #change = new Uint32Array(EVENT_WORDS);
  readonly #changeAddress: number;

  private constructor(fd: number, maxEvents: number) {
    this.fd = fd;
    this.#maxEvents = maxEvents;
    this.#events = new Uint32Array(maxEvents * EVENT_WORDS);
    this.#eventsAddress = addressOf(this.#events);
    this.#changeAddress = addressOf(this.#change);
  }

  /** A new set whose wait() reports at most `maxEvents` events at a time. Throws PosixError; ENOSYS without epoll. */
  static open(maxEvents: number): EpollSet {
    if (!Number.isInteger(maxEvents) || maxEvents < 1) throw new RangeError(`maxEvents ${maxEvents} is no count`);
    return new EpollSet(
      checked('epoll_create1', () => orErrno(epollCreate1Native(os.EPOLL_CLOEXEC))),
      maxEvents,
    );
  }

  /** Watches `fd` for `events`. Throws PosixError: EEXIST, EBADF, EPERM (a plain file), ENOSPC … */
  add(fd: number, events: number, slot: number, generation: number): void {
    this.#control(os.EPOLL_CTL_ADD, fd, events, slot, generation);
  }

  /** Replaces what `fd` is watched for. Throws PosixError: ENOENT, EBADF … */
  modify(fd: number, events: number, slot: number, generation: number): void {
    this.#control(os.EPOLL_CTL_MOD, fd, events, slot, generation);
  }

  /** Stops watching `fd`. Closing the last descriptor of a socket does the same. Throws PosixError: ENOENT, EBADF … */
  remove(fd: number): void {
    this.#control(os.EPOLL_CTL_DEL, fd, 0, 0, 0);
  }

  /**
   * Waits for events: a negative timeout for ever, 0 not at all. Returns how many can be read with events(i), slot(i)
   * and generation(i) until the next wait, 0 after the timeout, or the negated errno (-EINTR among them).
   */
  wait(timeoutMs: number): number {
    return raw.epollWait(this.fd, this.#eventsAddress, this.#maxEvents, timeoutMs);
  }

  /** The i-th event's EPOLL… bits. */
  events(i: number): number {
    return this.#events[i * EVENT_WORDS] as number;
  }

  /** The slot the i-th event's descriptor was registered with. */
  slot(i: number): number {
    return this.#events[i * EVENT_WORDS + SLOT_WORD] as number;
  }

  /** The generation the i-th event's descriptor was registered with. */
  generation(i: number): number {
    return this.#events[i * EVENT_WORDS + GENERATION_WORD] as number;
  }

  /** Closes the set, not the descriptors in it. */
  close(): void {
    raw.close(this.fd);
  }

  #control(operation: number, fd: number, events: number, slot: number, generation: number): void {
    this.#change[0] = events;
    this.#change[SLOT_WORD] = slot;
    this.#change[GENERATION_WORD] = generation;
    const result = raw.epollCtl(this.fd, operation, fd, this.#changeAddress);
    if (result < 0) throw new PosixError({ call: 'epoll_ctl', errno: -result, about: `descriptor ${fd}` });
  }
}
