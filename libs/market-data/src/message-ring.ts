import type { MessageSink } from './messages.ts';

/**
 * Messages on their way from the threads that publish to the one that sends:
 *
 *   control   one cell a cache line (int32)
 *              TAIL     messages written, modulo 2^32     the writers', one at a time
 *              HEAD     messages taken, modulo 2^32       the reader's
 *              ASLEEP   1 while the reader sleeps         set by the reader, cleared by whoever wakes it
 *              CLOSED   1 when no more will be written
 *              DROPPED  (float64) messages that found the ring full
 *   records   capacity × 4 float64
 *              sequence │ price    │ quantity │ 2 × symbol + 1    a trade
 *              sequence │ bid      │ ask      │ 2 × symbol        a top of book
 *
 * A writer never waits: what finds the ring full is counted and gone. A record is what a message says, not its bytes: four
 * stores are all that publishing costs a writer, and the reader, who has a system call to pay for each message, encodes.
 */
const LINE_BYTES = 64;
const LINE_INTS = LINE_BYTES / Int32Array.BYTES_PER_ELEMENT;
const TAIL = 0;
const HEAD = 1 * LINE_INTS;
const ASLEEP = 2 * LINE_INTS;
const CLOSED = 3 * LINE_INTS;
const CONTROL_INTS = 4 * LINE_INTS;
const DROPPED_OFFSET = 4 * LINE_BYTES;
const RECORDS_OFFSET = 5 * LINE_BYTES;

const RECORD_SHIFT = 2;
const SEQUENCE = 0;
const PRICE = 1;
const QUANTITY = 2;
const BID = 1;
const ASK = 2;
const KIND = 3;
const TRADE = 1;
const TOP_OF_BOOK = 0;

const MAX_CAPACITY = 2 ** 24;

/** Memory for a ring of `capacity` messages: a power of two up to 2^24. Throws RangeError for any other. */
export function createMessageRing(capacity: number): SharedArrayBuffer {
  if (!(capacity >= 1 && capacity <= MAX_CAPACITY && Number.isInteger(Math.log2(capacity)))) {
    throw new RangeError(`capacity must be a power of two up to ${MAX_CAPACITY}, not ${capacity}`);
  }
  return new SharedArrayBuffer(RECORDS_OFFSET + capacity * (1 << RECORD_SHIFT) * Float64Array.BYTES_PER_ELEMENT);
}

/** The ring's memory as either end sees it. */
class RingMemory {
  readonly control: Int32Array;
  readonly dropped: Float64Array;
  readonly records: Float64Array;
  readonly capacity: number;

  constructor(memory: SharedArrayBuffer) {
    this.control = new Int32Array(memory, 0, CONTROL_INTS);
    this.dropped = new Float64Array(memory, DROPPED_OFFSET, 1);
    this.records = new Float64Array(memory, RECORDS_OFFSET);
    this.capacity = this.records.length >> RECORD_SHIFT;
  }
}

/**
 * A writer's end. Several threads can have one each, but one at a time may use it, from `begin` to `commit`: they hold a
 * lock. The reader sees nothing before `commit`. No allocation and no system call, but for `wake` where the reader sleeps.
 */
export class MessageRingWriter implements MessageSink {
  readonly #control: Int32Array;
  readonly #droppedTotal: Float64Array;
  readonly #records: Float64Array;
  readonly #capacity: number;
  readonly #mask: number;
  #tail = 0;
  /** Records free since `begin`. */
  #room = 0;
  #dropped = 0;

  constructor(memory: SharedArrayBuffer) {
    const { control, dropped, records, capacity } = new RingMemory(memory);
    this.#control = control;
    this.#droppedTotal = dropped;
    this.#records = records;
    this.#capacity = capacity;
    this.#mask = capacity - 1;
  }

  /** Continues where the last writer stopped. */
  begin(): void {
    const control = this.#control;
    this.#tail = Atomics.load(control, TAIL);
    this.#room = this.#capacity - ((this.#tail - Atomics.load(control, HEAD)) | 0);
  }

  trade(symbol: number, price: number, quantity: number, sequence: number): void {
    if (this.#room === 0) {
      this.#dropped++;
      return;
    }
    const record = this.#nextRecord();
    const records = this.#records;
    records[record + SEQUENCE] = sequence;
    records[record + PRICE] = price;
    records[record + QUANTITY] = quantity;
    records[record + KIND] = symbol * 2 + TRADE;
  }

  topOfBook(symbol: number, bid: number, ask: number, sequence: number): void {
    if (this.#room === 0) {
      this.#dropped++;
      return;
    }
    const record = this.#nextRecord();
    const records = this.#records;
    records[record + SEQUENCE] = sequence;
    records[record + BID] = bid;
    records[record + ASK] = ask;
    records[record + KIND] = symbol * 2 + TOP_OF_BOOK;
  }

  /** Lets the reader see what was written. */
  commit(): void {
    Atomics.store(this.#control, TAIL, this.#tail);
    if (this.#dropped === 0) return;
    this.#droppedTotal[0]! += this.#dropped;
    this.#dropped = 0;
  }

  /** Wakes the reader if it sleeps and there is something to read. Needs no lock; the only call here that may enter the kernel. */
  wake(): void {
    const control = this.#control;
    if (Atomics.load(control, ASLEEP) === 1 && Atomics.load(control, TAIL) !== Atomics.load(control, HEAD))
      rouse(control);
  }

  #nextRecord(): number {
    const tail = this.#tail;
    this.#tail = (tail + 1) | 0;
    this.#room--;
    return (tail & this.#mask) << RECORD_SHIFT;
  }
}

/** The one reader's end. */
export class MessageRingReader {
  readonly #control: Int32Array;
  readonly #records: Float64Array;
  readonly #mask: number;
  readonly #droppedTotal: Float64Array;
  #head: number;

  constructor(memory: SharedArrayBuffer) {
    const { control, dropped, records, capacity } = new RingMemory(memory);
    this.#control = control;
    this.#records = records;
    this.#mask = capacity - 1;
    this.#droppedTotal = dropped;
    this.#head = Atomics.load(control, HEAD);
  }

  /** Messages that found the ring full; exact when nobody writes. */
  get dropped(): number {
    return this.#droppedTotal[0]!;
  }

  /** Whether no more will be written; what was written before may still be there. */
  get isClosed(): boolean {
    return Atomics.load(this.#control, CLOSED) === 1;
  }

  /** Hands up to `atMost` messages on, oldest first, and frees their room. Returns how many there were. */
  take(sink: MessageSink, atMost: number): number {
    const records = this.#records;
    const mask = this.#mask;
    const head = this.#head;
    const count = Math.min((Atomics.load(this.#control, TAIL) - head) | 0, atMost);
    for (let i = 0; i < count; i++) {
      const record = ((head + i) & mask) << RECORD_SHIFT;
      const kind = records[record + KIND]!;
      const symbol = kind >>> 1;
      const sequence = records[record + SEQUENCE]!;
      if ((kind & 1) === TRADE) sink.trade(symbol, records[record + PRICE]!, records[record + QUANTITY]!, sequence);
      else sink.topOfBook(symbol, records[record + BID]!, records[record + ASK]!, sequence);
    }
    this.#head = (head + count) | 0;
    Atomics.store(this.#control, HEAD, this.#head);
    return count;
  }

  /** Waits for `durationMs`, whatever is written. */
  nap(durationMs: number): void {
    Atomics.wait(this.#control, ASLEEP, 0, durationMs);
  }

  /** Waits until there is something to read, or the ring is closed. */
  sleep(): void {
    const control = this.#control;
    Atomics.store(control, ASLEEP, 1);
    // Asked after saying so: whoever writes from here on finds the reader asleep.
    if (Atomics.load(control, TAIL) === this.#head && !this.isClosed) Atomics.wait(control, ASLEEP, 1);
    Atomics.store(control, ASLEEP, 0);
  }
}

/** Says that no more will be written, and wakes the reader. */
export function closeMessageRing(memory: SharedArrayBuffer): void {
  const { control } = new RingMemory(memory);
  Atomics.store(control, CLOSED, 1);
  rouse(control);
}

function rouse(control: Int32Array): void {
  Atomics.store(control, ASLEEP, 0);
  Atomics.notify(control, ASLEEP);
}
