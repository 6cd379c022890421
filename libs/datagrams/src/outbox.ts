import { getIntOption, os } from '@qsl/posix';
import type { DatagramSlots } from './datagram-slots.ts';
import { SendLedger } from './send-ledger.ts';
import { sleepMs } from './sleep.ts';

/** How often a datagram is offered when the system is short of buffers, unless told otherwise. */
const DEFAULT_ATTEMPTS = 100;
/** How long it waits before it is offered again. */
const RETRY_AFTER_MS = 1;

/** When datagrams may leave: see Pace. */
export interface Schedule {
  /** Whether the next datagram may join those on their way. */
  isNextDue(): boolean;
  /** Waits until it may. */
  awaitNext(): void;
  /** `count` datagrams leave now. */
  depart(count: number): void;
}

export interface OutboxOptions {
  /** A connected socket. */
  fd: number;
  slots: DatagramSlots;
  /** Without one, datagrams leave whenever the slots are full. */
  pace?: Schedule | undefined;
  /** How often a datagram is offered, with 1 ms between, before a shortage of buffers costs it. */
  maxAttempts?: number;
}

/**
 * Messages on their way out. They gather in the slots of a batch and leave when that is full, or as the pace has it. A
 * datagram that cannot be sent is counted, never fatal, and never dropped in silence.
 */
export class Outbox {
  /** Where messages are written: see reserve. */
  readonly view: DataView;
  readonly ledger = new SendLedger();
  readonly #fd: number;
  readonly #slots: DatagramSlots;
  readonly #pace: Schedule | undefined;
  readonly #capacity: number;
  readonly #maxAttempts: number;
  /** Messages in the slots. */
  #pending = 0;
  /** Attempts at the datagram that is first now. */
  #attempts = 0;

  constructor({ fd, slots, pace, maxAttempts = DEFAULT_ATTEMPTS }: OutboxOptions) {
    this.#fd = fd;
    this.#slots = slots;
    this.#pace = pace;
    this.#capacity = slots.capacity;
    this.#maxAttempts = maxAttempts;
    this.view = slots.view;
  }

  /** Where in `view` there is a slot for the next message. Sends what waits, if need be. */
  reserve(): number {
    if (this.#pending === this.#capacity) this.flush();
    if (this.#pace !== undefined) this.#awaitTurn(this.#pace);
    return this.#slots.offset(this.#pending);
  }

  /** Takes the message of `length` bytes that was written where `reserve` said. */
  commit(length: number): void {
    this.#slots.setLength(this.#pending++, length);
    this.ledger.bytes += length;
  }

  /** Sends all that is in the slots. */
  flush(): void {
    const count = this.#pending;
    this.#pace?.depart(count);
    let first = 0;
    let stoppedShort = false;
    while (first < count) {
      const result = this.#slots.send(this.#fd, first, count - first, 0);
      if (result > 0) {
        if (stoppedShort) this.ledger.refuse();
        this.ledger.sent += result;
        this.#attempts = 0;
        first += result;
        stoppedShort = first < count;
      } else {
        first += this.#giveUp(-result);
        stoppedShort = false;
      }
    }
    this.#pending = 0;
  }

  /** Sends all that is in the slots, and asks for news of the last of it, which has no further send to show up in. */
  finish(): void {
    this.flush();
    const errno = getIntOption(this.#fd, os.SOL_SOCKET, os.SO_ERROR);
    if (errno !== 0) this.ledger.fail(errno);
  }

  /** Lets what waits go before a pause, which it need not share. */
  #awaitTurn(pace: Schedule): void {
    if (pace.isNextDue()) return;
    this.flush();
    pace.awaitNext();
  }

  /** Decides about the first datagram, which was not sent: how many to give up, 0 or 1. */
  #giveUp(errno: number): number {
    if (errno === os.EINTR) return 0;
    if (errno === os.ECONNREFUSED) {
      this.ledger.refuse();
      return 0;
    }
    const isShortage = errno === os.ENOBUFS || errno === os.EAGAIN || errno === os.ENOMEM;
    if (isShortage && ++this.#attempts < this.#maxAttempts) {
      sleepMs(RETRY_AFTER_MS);
      return 0;
    }
    this.ledger.fail(errno);
    this.#attempts = 0;
    return 1;
  }
}
