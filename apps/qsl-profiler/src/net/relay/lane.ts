import { os, PosixError, pin, raw, takePacketDrops } from '@qsl/posix';
import type { RelayCounts } from './counters.ts';
import { isIpv4, isUdp } from './frame.ts';

/** Room for a full frame with its headers; offloads are off, so that no frame is larger. */
const SLOT_BYTES = 2048;
const SLOTS = 8192;

export interface RelayLaneOptions {
  from: number;
  to: number;
  delayMs: number;
  lossShare: number;
  random: () => number;
  count: (field: keyof RelayCounts, amount?: number) => void;
}

/**
 * One direction: frames go into a ring as they come, each with the time it is due, and out of it in the same order.
 *
 *     slots   | due 7.1 | due 7.3 |         |
 *               ^ out                ^ in
 */
export class RelayLane {
  readonly #options: RelayLaneOptions;
  readonly #slots = new Uint8Array(SLOT_BYTES * SLOTS);
  readonly #address = pin(this.#slots);
  readonly #lengths = new Int32Array(SLOTS);
  readonly #dueMs = new Float64Array(SLOTS);
  #in = 0;
  #out = 0;

  constructor(options: RelayLaneOptions) {
    this.#options = options;
  }

  /** When the next frame is due, performance.now(); Infinity for none. */
  get dueMs(): number {
    return this.#in === this.#out ? Number.POSITIVE_INFINITY : (this.#dueMs[this.#out % SLOTS] as number);
  }

  /** Takes in all frames that have come. Throws PosixError. */
  take(nowMs: number): void {
    const { from, delayMs, lossShare, random, count } = this.#options;
    for (;;) {
      const slot = this.#in % SLOTS;
      const received = raw.recv(from, this.#address + slot * SLOT_BYTES, SLOT_BYTES, os.MSG_TRUNC);
      if (received === -os.EAGAIN || received === -os.EINTR) return;
      // An interface that goes down while the path is torn down says so once.
      if (received === -os.ENETDOWN) return;
      if (received < 0) throw new PosixError({ call: 'recv', errno: -received });
      const frame = this.#slots.subarray(slot * SLOT_BYTES, slot * SLOT_BYTES + Math.min(received, SLOT_BYTES));
      if (received > SLOT_BYTES || this.#in - this.#out === SLOTS - 1) {
        count('overflowed');
      } else if (lossShare > 0 && isIpv4(frame) && random() < lossShare) {
        count('lost');
        if (isUdp(frame)) count('lostDatagrams');
      } else {
        this.#lengths[slot] = received;
        this.#dueMs[slot] = nowMs + delayMs;
        this.#in++;
      }
    }
  }

  /** Sends every frame that is due. Throws PosixError. */
  release(nowMs: number): void {
    const { to, count } = this.#options;
    for (; this.dueMs <= nowMs; this.#out++) {
      const slot = this.#out % SLOTS;
      const sent = raw.send(to, this.#address + slot * SLOT_BYTES, this.#lengths[slot] as number, 0);
      if (sent >= 0) count('forwarded');
      else if (sent === -os.EAGAIN || sent === -os.ENOBUFS || sent === -os.ENETDOWN) count('overflowed');
      else throw new PosixError({ call: 'send', errno: -sent });
    }
  }

  /** Counts what the socket had no room for. */
  countDrops(): void {
    this.#options.count('overflowed', takePacketDrops(this.#options.from));
  }
}
