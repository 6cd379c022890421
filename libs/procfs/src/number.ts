import { malformed, type Where } from './errors.ts';

/*
 * The kernel's counters are up to 64 bits wide and never negative. They are given as numbers, which are exact up to
 * 2^53 - 1; a larger one is refused, never rounded, for the difference of two rounded counters is noise. As nanoseconds
 * that is 104 days, as bytes 8 PiB.
 */

/** An unsigned decimal, 0 to 2^53 - 1. */
export function parseCount(text: string | undefined, where: Where): number {
  if (text === undefined || !/^\d+$/.test(text)) throw malformed(where, text, 'an unsigned whole number');
  return exact(Number(text), text, where);
}

/** An unsigned hexadecimal without prefix, 0 to 2^53 - 1. */
export function parseHex(text: string | undefined, where: Where): number {
  if (text === undefined || !/^[0-9a-f]+$/i.test(text)) throw malformed(where, text, 'a hexadecimal number');
  return exact(Number.parseInt(text, 16), text, where);
}

/** An unsigned decimal fraction, as in "0.15". */
export function parseFraction(text: string | undefined, where: Where): number {
  if (text === undefined || !/^\d+\.\d+$/.test(text)) throw malformed(where, text, 'a decimal fraction');
  return Number(text);
}

function exact(value: number, text: string, where: Where): number {
  if (!Number.isSafeInteger(value)) throw malformed(where, text, 'a number up to 2^53 - 1, the largest held exactly');
  return value;
}
