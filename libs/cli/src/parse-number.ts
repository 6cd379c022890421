import { type Parse, refuse } from './checked.ts';

export interface Range {
  min: number;
  max: number;
}

const DIGITS = /^[0-9]+$/;
const SIGNED_DIGITS = /^-?[0-9]+$/;
const MAX_U64 = 2n ** 64n - 1n;

/** A whole number in decimal digits, from `min` to `max`, both included. No sign, no blank, no exponent. */
export function count({ min, max }: Range): Parse<number> {
  return (text) => {
    const value = Number(text);
    if (!DIGITS.test(text) || value < min || value > max) refuse(text, `a whole number from ${min} to ${max}`);
    return value;
  };
}

/** A TCP or UDP port to listen on: 0 (any free one) to 65535. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!DIGITS.test(text) || port > 65535) refuse(text, 'a port: a whole number from 0 to 65535');
  return port;
}

/** A port that somebody can be reached on: 1 to 65535. */
export function parsePeerPort(text: string): number {
  const port = Number(text);
  if (!DIGITS.test(text) || port < 1 || port > 65535) refuse(text, 'a port to send to: a whole number from 1 to 65535');
  return port;
}

/** The two halves of a u64 as the hot path carries them: int32 each, bit for bit. */
export interface Halves {
  high: number;
  low: number;
}

/** An order id or a token: any u64, exact up to 2^64 − 1. */
export function parseU64(text: string): Halves {
  if (!DIGITS.test(text)) refuse(text, 'a whole number from 0 to 18446744073709551615');
  const value = BigInt(text);
  if (value > MAX_U64) refuse(text, 'a whole number from 0 to 18446744073709551615');
  return { high: Number(BigInt.asIntN(32, value >> 32n)), low: Number(BigInt.asIntN(32, value)) };
}

/** The decimal digits of the u64 with these halves, each given as int32 or u32. */
export function formatU64({ high, low }: Halves): string {
  return ((BigInt.asUintN(32, BigInt(high)) << 32n) | BigInt.asUintN(32, BigInt(low))).toString();
}

/** A price: an i64 on the wire, a safe integer here. Zero and below are for the gateway to reject, so they pass. */
export function parsePrice(text: string): number {
  const price = Number(text);
  if (!SIGNED_DIGITS.test(text) || !Number.isSafeInteger(price)) {
    refuse(text, `a price: a whole number from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`);
  }
  return price === 0 ? 0 : price;
}
