import type { NativeBytes } from './native-bytes.ts';

/** The longest frame is 52 bytes, so what is left of one after a recv is shorter. */
const CARRY_BYTES = 64;

export interface SessionOptions {
  /** The index of the connection, which its events carry. */
  slot: number;
  /** The upper half of all its order ids. */
  idHigh: number;
  /** The most orders that may be in flight; how many batches the ring has room for. */
  depth: number;
}

/**
 * One connection as the load driver sees it: which orders are in flight, since when, and what of a frame has arrived.
 *
 * Its orders have consecutive ids, and replies come in request order, so two counters say all about them:
 *
 *      answered        in flight          not sent yet
 *      ----------- | ----------------- | - - - - - -
 *             answerLow             nextLow                (lower halves of ids, as int32: they wrap)
 *
 * Orders sent together are one batch: a time and a count, in a ring.
 */
export class Session {
  readonly slot: number;
  idHigh: number;
  /** The connection's descriptor, −1 while there is none. */
  fd = -1;
  nextLow = 0;
  answerLow = 0;
  /** Where in the order stream's period the next order is. */
  phase = 0;
  /** The last answer was an Ack, so fills of that order may follow. */
  mayFill = false;
  /** A heartbeat is on its way, behind all orders. */
  heartbeatOwed = false;
  /** Bytes of a frame that has not arrived in full. */
  readonly carry = new Uint8Array(CARRY_BYTES);
  carried = 0;
  /** Bytes that the socket would not take yet, from `unsentFrom` on; undefined when it took all. */
  unsent: NativeBytes | undefined;
  unsentFrom = 0;

  /** When the batches in flight were sent, or were to be sent, in ms; oldest at `#oldest`. */
  readonly #batchTimes: Float64Array;
  readonly #batchCounts: Int32Array;
  readonly #ringMask: number;
  #oldest = 0;
  #newest = 0;

  constructor({ slot, idHigh, depth }: SessionOptions) {
    const room = 2 ** Math.ceil(Math.log2(depth));
    this.slot = slot;
    this.idHigh = idHigh;
    this.#batchTimes = new Float64Array(room);
    this.#batchCounts = new Int32Array(room);
    this.#ringMask = room - 1;
  }

  /** Orders sent and not answered. */
  get inFlight(): number {
    return (this.nextLow - this.answerLow) | 0;
  }

  /** All that was asked is answered, and nothing is left over. */
  get isSettled(): boolean {
    return this.nextLow === this.answerLow && !this.heartbeatOwed && this.carried === 0;
  }

  /** Begins a new connection's life with one order in flight, due at `time`, and a heartbeat behind it. */
  restart(orderLow: number, time: number): void {
    this.nextLow = orderLow;
    this.answerLow = orderLow;
    this.mayFill = false;
    this.heartbeatOwed = true;
    this.carried = 0;
    this.unsent = undefined;
    this.#oldest = this.#newest;
    this.pushBatch(time, 1);
  }

  /** Notes that `count` orders are sent, the first of them due at `time`. */
  pushBatch(time: number, count: number): void {
    const at = this.#newest++ & this.#ringMask;
    this.#batchTimes[at] = time;
    this.#batchCounts[at] = count;
    this.nextLow = (this.nextLow + count) | 0;
  }

  /** When the oldest order in flight was sent, or was to be sent. */
  get oldestTime(): number {
    return this.#batchTimes[this.#oldest & this.#ringMask] as number;
  }

  /** How many orders of the oldest batch are in flight. */
  get oldestCount(): number {
    return this.#batchCounts[this.#oldest & this.#ringMask] as number;
  }

  /** Takes `count` orders off the oldest batch, whose others were sent, or were to be sent, `stepMs` apart. */
  popOldest(count: number, stepMs: number): void {
    const at = this.#oldest & this.#ringMask;
    const left = (this.#batchCounts[at] as number) - count;
    this.#batchCounts[at] = left;
    this.#batchTimes[at] = (this.#batchTimes[at] as number) + count * stepMs;
    if (left === 0) this.#oldest++;
  }
}
