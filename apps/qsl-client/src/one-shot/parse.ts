import { type Parse, refuse } from '@qsl/cli';
import { MAX_UINT64, parseUint64 } from '@qsl/wire-protocol';

const SIGNED_DIGITS = /^-?[0-9]{1,20}$/;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** An order id or a token: any u64, exact. */
export function parseId(text: string): bigint {
  return parseUint64(text) ?? refuse(text, `a whole number from 0 to ${MAX_UINT64}`);
}

/** A price: any i64, exact. What makes no price is for the gateway to reject. */
export function parseAnyPrice(text: string): bigint {
  const price = SIGNED_DIGITS.test(text) ? BigInt(text) : undefined;
  if (price === undefined || price < MIN_INT64 || price > MAX_INT64) {
    refuse(text, `a whole number from ${MIN_INT64} to ${MAX_INT64}`);
  }
  return price;
}

/** One of a few words, each with its meaning. */
export function oneOf<T>(meanings: Readonly<Record<string, T>>): Parse<T> {
  return (text) => {
    if (!Object.hasOwn(meanings, text)) refuse(text, `one of: ${Object.keys(meanings).join(', ')}`);
    return meanings[text] as T;
  };
}
