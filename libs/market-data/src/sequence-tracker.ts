/** What the number of a message tells. Small integers, so that a number is judged without allocating. */
export const Arrival = {
  /** The first message, or the one that was due. */
  InOrder: 0,
  /** Numbers between the last and this one are missing; `gap` says how many. */
  AfterGap: 1,
  /** It was seen before, or is too old for that to be known. */
  Duplicate: 2,
  /** It comes late, for the first time: perhaps one of those that were missing, or from before the first. */
  OutOfOrder: 3,
} as const;
export type Arrival = (typeof Arrival)[keyof typeof Arrival];

// Constants of this module, not exported: V8 folds them into the code, where it would re-read an imported binding.
const { InOrder: IN_ORDER, AfterGap: AFTER_GAP, Duplicate: DUPLICATE, OutOfOrder: OUT_OF_ORDER } = Arrival;
const TWO_32 = 2 ** 32;
const DEFAULT_WINDOW = 2 ** 16;
const WORD_SHIFT = 5;
const WORD_BITS = 1 << WORD_SHIFT;
const WORD_MASK = WORD_BITS - 1;

/**
 * Follows the md_seq of one feed and finds what was lost: the first number sets the baseline, every jump over the one that
 * is due is a forward gap. A lower number is never a gap; whether it is a duplicate or merely late, a bitmap tells:
 *
 *                 one bit a number: was it seen?
 *       … ─┬──────────────── window ────────────────┬─ …
 *  too old │ 1 1 1 0 0 1 1 1 1 1 1 1 1 0 1 1 1 1 1 1│ not yet
 *          └── newest − window + 1          newest ─┘
 *
 * The bitmap is a ring, bit `number mod window`, so memory is fixed. A number too old for the window counts as a duplicate:
 * a datagram that was overtaken by so many others is far more likely to be a replay.
 *
 * Numbers are any u64, in two 32-bit halves. A distance is exact below 2^53, however large the numbers are, and rounded
 * beyond that; so are the sums, should anybody ever claim that so much is missing.
 */
export class SequenceTracker {
  /** Numbers seen, of any kind. */
  received = 0;
  /** Forward gaps. */
  gaps = 0;
  /** Numbers that the gaps jumped over, whether or not some of them came later. */
  missing = 0;
  duplicates = 0;
  outOfOrder = 0;
  /** The numbers jumped over by the last AfterGap. */
  gap = 0;
  readonly #seen: Int32Array;
  readonly #mask: number;
  // The newest number, in u32 halves.
  #newestHigh = 0;
  #newestLow = 0;

  /** @param window how far back numbers are remembered: a power of two, 32 to 2^24 */
  constructor(window: number = DEFAULT_WINDOW) {
    if (!(window >= WORD_BITS && window <= 2 ** 24 && Number.isInteger(Math.log2(window)))) {
      throw new RangeError(`window must be a power of two from ${WORD_BITS} to ${2 ** 24}, not ${window}`);
    }
    this.#seen = new Int32Array(window >> WORD_SHIFT);
    this.#mask = window - 1;
  }

  /** Takes the next number, as the u32 halves of a u64, and says what it tells. */
  observe(high: number, low: number): Arrival {
    if (this.received++ === 0) {
      this.#advance(high, low);
      return IN_ORDER;
    }
    const ahead = (high - this.#newestHigh) * TWO_32 + (low - this.#newestLow);
    if (ahead === 1) {
      this.#advance(high, low);
      return IN_ORDER;
    }
    return ahead > 0 ? this.#jump(high, low, ahead - 1) : this.#lookBack(low, -ahead);
  }

  #advance(high: number, low: number): void {
    this.#newestHigh = high;
    this.#newestLow = low;
    this.#mark(low);
  }

  #jump(high: number, low: number, over: number): Arrival {
    this.gap = over;
    this.gaps++;
    this.missing += over;
    this.#forget(this.#newestLow + 1, over);
    this.#advance(high, low);
    return AFTER_GAP;
  }

  #lookBack(low: number, age: number): Arrival {
    if (age > this.#mask || this.#isMarked(low)) {
      this.duplicates++;
      return DUPLICATE;
    }
    this.#mark(low);
    this.outOfOrder++;
    return OUT_OF_ORDER;
  }

  #mark(low: number): void {
    const bit = low & this.#mask;
    this.#seen[bit >> WORD_SHIFT]! |= 1 << (bit & WORD_MASK);
  }

  #isMarked(low: number): boolean {
    const bit = low & this.#mask;
    return (this.#seen[bit >> WORD_SHIFT]! & (1 << (bit & WORD_MASK))) !== 0;
  }

  /** Clears the bits of `count` numbers from `low` on: they enter the window unseen. */
  #forget(low: number, count: number): void {
    if (count > this.#mask) {
      this.#seen.fill(0);
      return;
    }
    for (let i = 0; i < count; ) {
      const bit = (low + i) & this.#mask;
      const word = bit >> WORD_SHIFT;
      if ((bit & WORD_MASK) === 0 && count - i >= WORD_BITS) {
        this.#seen[word] = 0;
        i += WORD_BITS;
      } else {
        this.#seen[word]! &= ~(1 << (bit & WORD_MASK));
        i++;
      }
    }
  }
}
