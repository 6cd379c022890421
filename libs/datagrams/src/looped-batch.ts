import { addressOf, type BatchOptions, os, raw } from '@qsl/posix';
import type { DatagramSlots } from './datagram-slots.ts';

/**
 * What DatagramBatch does with one system call, done with a call a datagram, for platforms without sendmmsg(2) and
 * recvmmsg(2). To its callers the two are the same.
 */
export class LoopedBatch implements DatagramSlots {
  readonly capacity: number;
  readonly slotBytes: number;
  readonly view: DataView;
  readonly #address: number;
  readonly #lengths: Uint32Array;

  constructor({ capacity, slotBytes }: BatchOptions) {
    this.capacity = capacity;
    this.slotBytes = slotBytes;
    this.view = new DataView(new ArrayBuffer(capacity * slotBytes));
    this.#address = addressOf(this.view);
    this.#lengths = new Uint32Array(capacity);
  }

  offset(i: number): number {
    return i * this.slotBytes;
  }

  setLength(i: number, bytes: number): void {
    this.#lengths[i] = bytes;
  }

  length(i: number): number {
    return this.#lengths[i]!;
  }

  /** Sends slots first … first + count − 1. Returns how many were taken, or the negated errno if none was. */
  send(fd: number, first: number, count: number, flags: number): number {
    for (let i = 0; i < count; i++) {
      const slot = first + i;
      const result = raw.send(fd, this.#address + this.offset(slot), this.#lengths[slot]!, flags);
      if (result < 0) return i > 0 ? i : result;
    }
    return count;
  }

  /** Receives one datagram as `flags` say, then those that already wait. Returns how many, or the negated errno if none. */
  receive(fd: number, flags: number): number {
    for (let i = 0; i < this.capacity; i++) {
      const result = raw.recv(
        fd,
        this.#address + this.offset(i),
        this.slotBytes,
        i === 0 ? flags : flags | os.MSG_DONTWAIT,
      );
      if (result < 0) return i > 0 ? i : result;
      this.#lengths[i] = result;
    }
    return this.capacity;
  }
}
