import { type DatagramSlots, openSlots } from '@qsl/datagrams';
import type { FeedReader, Reading } from '@qsl/market-data';
import { hasMmsg, os } from '@qsl/posix';

const CAPACITY = 256;
/** Room for more than any message, so that what is too long shows. */
const SLOT_BYTES = 64;

/** Wait for one datagram, up to SO_RCVTIMEO, and take those that are there with it. */
const WAIT_FOR_ONE = hasMmsg ? os.MSG_WAITFORONE : 0;
const DO_NOT_WAIT = os.MSG_DONTWAIT;

/** Told of every datagram, in the order of arrival; `view` holds its `length` bytes at `offset` until this returns. */
export interface DatagramObserver {
  onDatagram(reading: Reading, view: DataView, offset: number, length: number): void;
}

export interface InboxOptions {
  fd: number;
  reader: FeedReader;
  maxMessages: number;
  observer?: DatagramObserver | undefined;
}

/** Takes datagrams from a socket, a batch a system call, and reads them in place. Without an observer it allocates nothing. */
export class Inbox {
  readonly #slots: DatagramSlots = openSlots({ capacity: CAPACITY, slotBytes: SLOT_BYTES });
  readonly #fd: number;
  readonly #reader: FeedReader;
  readonly #maxMessages: number;
  readonly #observer: DatagramObserver | undefined;

  constructor({ fd, reader, maxMessages, observer }: InboxOptions) {
    this.#fd = fd;
    this.#reader = reader;
    this.#maxMessages = maxMessages;
    this.#observer = observer;
  }

  /** Whether as many messages were read as were wanted. */
  get isFull(): boolean {
    return this.#reader.tracker.received >= this.#maxMessages;
  }

  /**
   * Takes a batch, waiting for its first datagram if asked to, and reads it, up to the messages that were wanted. Returns
   * its size or the negated errno: EAGAIN when no datagram came.
   */
  take({ wait }: { wait: boolean }): number {
    const count = this.#slots.receive(this.#fd, wait ? WAIT_FOR_ONE : DO_NOT_WAIT);
    for (let i = 0; i < count && !this.isFull; i++) this.#read(i);
    return count;
  }

  #read(i: number): void {
    const { view } = this.#slots;
    const offset = this.#slots.offset(i);
    const length = this.#slots.length(i);
    const reading = this.#reader.read(view, offset, length);
    this.#observer?.onDatagram(reading, view, offset, length);
  }
}
