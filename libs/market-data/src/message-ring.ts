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
 *   records   capacity × 8 int32, 64-bit fields in two halves, the high one first
 *              sequence │ price    │ quantity │ – │ 2 × symbol + 1 │ –    a trade
 *              sequence │ bid      │ ask          │ 2 × symbol     │ –    a top of book
 *
 * A writer never waits: what finds the ring full is counted and gone. A record is what a message says, not its bytes: a few
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

const RECORD_SHIFT = 3;
const SEQUENCE_HIGH = 0;
const SEQUENCE_LOW = 1;
const PRICE_HIGH = 2;
const PRICE_LOW = 3;
const QUANTITY = 4;
const BID_HIGH = 2;
const BID_LOW = 3;
const ASK_HIGH = 4;
const ASK_LOW = 5;
const KIND = 6;
const TRADE = 1;
const TOP_OF_BOOK = 0;

const MAX_CAPACITY = 2 ** 24;

/** Memory for a ring of `capacity` messages: a power of two up to 2^24. Throws RangeError for any other. */
export function createMessageRing(capacity: number): SharedArrayBuffer {
  if (!(capacity >= 1 && capacity <= MAX_CAPACITY && Number.isInteger(Math.log2(capacity)))) {
    throw new RangeError(`capacity must be a power of two up to ${MAX_CAPACITY}, not ${capacity}`);
  }
  return new SharedArrayBuffer(RECORDS_OFFSET + (capacity << RECORD_SHIFT) * Int32Array.BYTES_PER_ELEMENT);
}

/** The ring's memory as either end sees it. */
class RingMemory {
  readonly control: Int32Array;
  readonly dropped: Float64Array;
  readonly records: Int32Array;
  readonly capacity: number;

  constructor(memory: SharedArrayBuffer) {
    this.control = new Int32Array(memory, 0, CONTROL_INTS);
    this.dropped = new Float64Array(memory, DROPPED_OFFSET, 1);
    this.records = new Int32Array(memory, RECORDS_OFFSET);
    this.capacity = this.records.length >> RECORD_SHIFT;
  }
}

/** A writer's end: see createMessageRingWriter. */
export interface MessageRingWriter extends MessageSink {
  /** Continues where the last writer stopped. */
  begin(): void;
  /** Lets the reader see what was written. */
  commit(): void;
  /** Drops what was written since `begin`. */
  abandon(): void;
  /** Wakes the reader if it sleeps and there is something to read. Needs no lock; the only call here that may enter the kernel. */
  wake(): void;
}

/**
 * A writer's end. Several threads can have one each, but one at a time may use it, from `begin` to `commit`: they hold a
 * lock. The reader sees nothing before `commit`. No allocation and no system call, but for `wake` where the reader sleeps.
 *
 * Closures, because V8 takes the views for constants then: this is part of the order path.
 */
export function createMessageRingWriter(memory: SharedArrayBuffer): MessageRingWriter {
  const { control, dropped: droppedTotal, records, capacity } = new RingMemory(memory);
  const mask = capacity - 1;
  let tail = 0;
  /** Records free since `begin`. */
  let room = 0;
  let dropped = 0;

  function nextRecord(): number {
    const record = (tail & mask) << RECORD_SHIFT;
    tail = (tail + 1) | 0;
    room--;
    return record;
  }

  return {
    begin() {
      tail = Atomics.load(control, TAIL);
      room = capacity - ((tail - Atomics.load(control, HEAD)) | 0);
    },
    trade(symbol, priceHigh, priceLow, quantity, sequenceHigh, sequenceLow) {
      if (room === 0) {
        dropped++;
        return;
      }
      const record = nextRecord();
      records[record + SEQUENCE_HIGH] = sequenceHigh;
      records[record + SEQUENCE_LOW] = sequenceLow;
      records[record + PRICE_HIGH] = priceHigh;
      records[record + PRICE_LOW] = priceLow;
      records[record + QUANTITY] = quantity;
      records[record + KIND] = (symbol << 1) | TRADE;
    },
    topOfBook(symbol, bidHigh, bidLow, askHigh, askLow, sequenceHigh, sequenceLow) {
      if (room === 0) {
        dropped++;
        return;
      }
      const record = nextRecord();
      records[record + SEQUENCE_HIGH] = sequenceHigh;
      records[record + SEQUENCE_LOW] = sequenceLow;
      records[record + BID_HIGH] = bidHigh;
      records[record + BID_LOW] = bidLow;
      records[record + ASK_HIGH] = askHigh;
      records[record + ASK_LOW] = askLow;
      records[record + KIND] = (symbol << 1) | TOP_OF_BOOK;
    },
    commit() {
      Atomics.store(control, TAIL, tail);
      if (dropped === 0) return;
      droppedTotal[0]! += dropped;
      dropped = 0;
    },
    abandon() {
      dropped = 0;
    },
    wake() {
      if (Atomics.load(control, ASLEEP) === 1 && Atomics.load(control, TAIL) !== Atomics.load(control, HEAD))
        rouse(control);
    },
  };
}

/** The one reader's end. */
export class MessageRingReader {
  readonly #control: Int32Array;
  readonly #records: Int32Array;
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
      const high = records[record + SEQUENCE_HIGH]!;
      const low = records[record + SEQUENCE_LOW]!;
      if ((kind & 1) === TRADE) {
        const quantity = records[record + QUANTITY]!;
        sink.trade(symbol, records[record + PRICE_HIGH]!, records[record + PRICE_LOW]!, quantity, high, low);
      } else {
        const [askHigh, askLow] = [records[record + ASK_HIGH]!, records[record + ASK_LOW]!];
        sink.topOfBook(symbol, records[record + BID_HIGH]!, records[record + BID_LOW]!, askHigh, askLow, high, low);
      }
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
