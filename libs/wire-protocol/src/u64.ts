/** Between a u64 as people and tools see it (a bigint, decimal digits) and the two int32 halves that the hot path carries. */

export const MAX_UINT64 = 2n ** 64n - 1n;

const DECIMAL = /^[0-9]{1,20}$/;

/** The upper 32 bits of a u64, as an int32. */
export function highHalf(value: bigint): number {
  return Number(BigInt.asIntN(32, value >> 32n));
}

/** The lower 32 bits of a u64, as an int32. */
export function lowHalf(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

/** The u64 with these 32-bit halves; each may be given as an int32 or a u32. */
export function fromHalves(high: number, low: number): bigint {
  return (BigInt.asUintN(32, BigInt(high)) << 32n) | BigInt.asUintN(32, BigInt(low));
}

/** The decimal digits of the u64 with these halves. */
export function formatUint64(high: number, low: number): string {
  return fromHalves(high, low).toString();
}

/**
 * The u64 that `text` spells in at most 20 decimal digits, or undefined: no sign, no blank, no prefix, nothing above 2^64 − 1.
 * (BigInt itself takes '', ' 7 ' and '0x10'.)
 */
export function parseUint64(text: string): bigint | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = BigInt(text);
  return value <= MAX_UINT64 ? value : undefined;
}
