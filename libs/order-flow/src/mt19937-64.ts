/**
 * The 64-bit Mersenne Twister, mt19937-64, in 32-bit halves: BigInt would cost an allocation a draw.
 * Parameters and initialisation as in T. Nishimura and M. Matsumoto, "A 64-bit version of Mersenne Twister" (2004), and
 * as std::mt19937_64 of C++ has them.
 */
const STATE_WORDS = 312;
const MIDDLE = 156;
const INIT_MULTIPLIER = 6364136223846793005n;
const TWIST_HIGH = 0xb5026f5a;
const TWIST_LOW = 0xa96619e9;
/** A word is made of the upper 33 bits of one and the lower 31 bits of the next. */
const LOWER_31 = 0x7fffffff;
const MAX_UINT32 = 2 ** 32 - 1;

export class Mt19937x64 {
  readonly #high = new Int32Array(STATE_WORDS);
  readonly #low = new Int32Array(STATE_WORDS);
  /** What the words of the state give when drawn: prepared for all of them at once, which takes half the time. */
  readonly #drawnHigh = new Uint32Array(STATE_WORDS);
  readonly #drawnLow = new Uint32Array(STATE_WORDS);
  #next = STATE_WORDS;

  /** @param seed any u64 */
  constructor(seed: bigint) {
    let word = BigInt.asUintN(64, seed);
    for (let i = 0; i < STATE_WORDS; i++) {
      if (i > 0) word = BigInt.asUintN(64, INIT_MULTIPLIER * (word ^ (word >> 62n)) + BigInt(i));
      this.#high[i] = Number(word >> 32n);
      this.#low[i] = Number(word & 0xffffffffn);
    }
  }

  /** The next draw, a u64. Allocates: `below` is for those in a hurry. */
  draw(): bigint {
    if (this.#next === STATE_WORDS) this.#refill();
    const i = this.#next++;
    return (BigInt(this.#drawnHigh[i]!) << 32n) | BigInt(this.#drawnLow[i]!);
  }

  /** The next draw modulo `divisor`, 1 to 2^16. */
  below(divisor: number): number {
    if (this.#next === STATE_WORDS) this.#refill();
    const i = this.#next++;
    // Each half is reduced first. The operands are unsigned, for V8 divides those in a register, and multiplies where the
    // divisor is a constant after inlining; the remainder of doubles is a call into the C library.
    const d = divisor >>> 0;
    const radix = ((MAX_UINT32 % d) + 1) % d;
    const high = this.#drawnHigh[i]! % d;
    const low = this.#drawnLow[i]! % d;
    return ((Math.imul(high, radix) + low) >>> 0) % d;
  }

  /** Twists the state and, while each word is at hand, tempers it into what it gives when drawn. */
  #refill(): void {
    const highs = this.#high;
    const lows = this.#low;
    const drawnHighs = this.#drawnHigh;
    const drawnLows = this.#drawnLow;
    for (let i = 0; i < STATE_WORDS; i++) {
      const next = i + 1 === STATE_WORDS ? 0 : i + 1;
      const far = i < MIDDLE ? i + MIDDLE : i - MIDDLE;
      let high = highs[i]!;
      let low = (lows[i]! & ~LOWER_31) | (lows[next]! & LOWER_31);
      const isOdd = -(low & 1);
      low = lows[far]! ^ ((low >>> 1) | (high << 31)) ^ (TWIST_LOW & isOdd);
      high = highs[far]! ^ (high >>> 1) ^ (TWIST_HIGH & isOdd);
      highs[i] = high;
      lows[i] = low;
      // x ^= (x >> 29) & 0x5555555555555555
      const shiftedHigh = high >>> 29;
      const shiftedLow = (low >>> 29) | (high << 3);
      high ^= shiftedHigh & 0x55555555;
      low ^= shiftedLow & 0x55555555;
      // x ^= (x << 17) & 0x71d67fffeda60000
      high ^= ((high << 17) | (low >>> 15)) & 0x71d67fff;
      low ^= (low << 17) & 0xeda60000;
      // x ^= (x << 37) & 0xfff7eee000000000
      high ^= (low << 5) & 0xfff7eee0;
      // x ^= x >> 43
      low ^= high >>> 11;
      drawnHighs[i] = high;
      drawnLows[i] = low;
    }
    this.#next = 0;
  }
}
