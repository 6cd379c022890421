import type { DatagramSink } from '@qsl/market-data';
import { os } from '@qsl/posix';
import type { DatagramSlots } from '../datagram-slots.ts';
import type { Pace } from './pace.ts';
import { SendLedger } from './send-ledger.ts';
import { sleepMs } from './sleep.ts';

/** How often a datagram is offered again when the system is short of buffers, and how long it waits before that. */
const MAX_ATTEMPTS = 100;
const RETRY_AFTER_MS = 1;

export interface OutboxOptions {
  /** A connected socket. */
  fd: number;
  slots: DatagramSlots;
  /** Without one, datagrams leave whenever the slots are full. */
  pace?: Pace | undefined;
}

/**
 * Messages on their way out. They gather in the slots of a batch and leave when that is full, or as the pace has it. A
 * datagram that cannot be sent is counted, never fatal, and never dropped in silence.
 */
export class Outbox implements DatagramSink {
  readonly view: DataView;
  readonly ledger = new SendLedger();
  readonly #fd: number;
  readonly #slots: DatagramSlots;
  readonly #pace: Pace | undefined;
  readonly #capacity: number;
  /** Messages in the slots. */
  #pending = 0;
  /** Attempts at the datagram that is first now. */
  #attempts = 0;

  constructor({ fd, slots, pace }: OutboxOptions) {
    this.#fd = fd;
    this.#slots = slots;
    this.#pace = pace;
    this.#capacity = slots.capacity;
    this.view = slots.view;
  }

  reserve(): number {
    if (this.#pending === this.#capacity) this.flush();
    if (this.#pace !== undefined) this.#awaitTurn(this.#pace);
    return this.#slots.offset(this.#pending);
  }

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

  /** Lets what waits go before a pause, which it need not share. */
  #awaitTurn(pace: Pace): void {
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
    if (isShortage && ++this.#attempts < MAX_ATTEMPTS) {
      sleepMs(RETRY_AFTER_MS);
      return 0;
    }
    this.ledger.fail(errno);
    this.#attempts = 0;
    return 1;
  }
}
