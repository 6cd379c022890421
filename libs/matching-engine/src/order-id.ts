/** Order ids: any u64, which the engine carries as two int32 halves and people read in decimal digits. */

export interface OrderId {
  readonly high: number;
  readonly low: number;
}

const TWO_32 = 2 ** 32;
const MAX_UINT64 = 2n ** 64n - 1n;
/** As many digits always fit a double's 53 bits: most ids never need a bigint, which is some ten times slower. */
const SAFE_DIGITS = 15;
const SAFE_HIGH = 2 ** 21;
const DECIMAL = /^[0-9]+$/;

/** The id that `text` spells in decimal digits; undefined for anything else, and above 2^64 − 1. */
export function parseOrderId(text: string): OrderId | undefined {
  if (!DECIMAL.test(text)) return undefined;
  if (text.length <= SAFE_DIGITS) {
    const value = Number(text);
    return { high: (value / TWO_32) | 0, low: value | 0 };
  }
  const value = BigInt(text);
  if (value > MAX_UINT64) return undefined;
  return { high: Number(BigInt.asIntN(32, value >> 32n)), low: Number(BigInt.asIntN(32, value)) };
}

/** The decimal digits of the id with these halves. */
export function formatOrderId(high: number, low: number): string {
  const upper = high >>> 0;
  const lower = low >>> 0;
  if (upper < SAFE_HIGH) return String(upper * TWO_32 + lower);
  return String((BigInt(upper) << 32n) | BigInt(lower));
}
