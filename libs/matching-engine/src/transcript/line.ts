import { type OrderId, parseOrderId } from '../order-id.ts';
import { quote, TranscriptError } from './errors.ts';

const MAX_UINT32 = 2 ** 32 - 1;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
/** A sign and digits that always fit a double's 53 bits. */
const SAFE_LENGTH = 15;
const FIELDS = /[^ \t\v\f\r]+/g;
/** Characters a line may have: text without line feeds is refused before it fills the memory. */
export const MAX_LINE_LENGTH = 65_536;

/** One line of a transcript, cut into fields at its blanks, that knows where it stands. */
export class TranscriptLine {
  readonly file: string;
  /** From 1. */
  readonly number: number;
  /** As it was, without the carriage return of a CRLF. */
  readonly text: string;
  readonly fields: readonly string[];

  /** @throws TranscriptError when the line is longer than MAX_LINE_LENGTH */
  constructor(file: string, number: number, text: string) {
    this.file = file;
    this.number = number;
    this.text = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (text.length > MAX_LINE_LENGTH) this.fail(`a line of at most ${MAX_LINE_LENGTH} characters`);
    this.fields = this.text.match(FIELDS) ?? [];
  }

  /** A whole number from 0 to 2^32 − 1. */
  uint32(index: number, name: string): number {
    const field = this.fields[index]!;
    const value = /^[0-9]+$/.test(field) ? Number(field) : Number.NaN;
    if (!(value <= MAX_UINT32)) this.fail(`${name}, a whole number from 0 to ${MAX_UINT32}`, quote(field));
    return value;
  }

  /** A whole number from −2^63 to 2^63 − 1, as the nearest double: exact up to 2^53, beyond it where the value is. */
  int64(index: number, name: string): number {
    const field = this.fields[index]!;
    if (/^-?[0-9]+$/.test(field)) {
      if (field.length <= SAFE_LENGTH) return Number(field);
      const value = BigInt(field);
      if (value >= MIN_INT64 && value <= MAX_INT64) return Number(value);
    }
    return this.fail(`${name}, a whole number from ${MIN_INT64} to ${MAX_INT64}`, quote(field));
  }

  orderId(index: number): OrderId {
    const field = this.fields[index]!;
    return parseOrderId(field) ?? this.fail('ID, a whole number from 0 to 18446744073709551615', quote(field));
  }

  /** What stands in `choices` under the field. */
  choice<T>(index: number, choices: ReadonlyMap<string, T>): T {
    const field = this.fields[index]!;
    return choices.get(field) ?? this.fail([...choices.keys()].join(' or '), quote(field));
  }

  /** @throws TranscriptError always: that something else was expected here */
  fail(expected: string, found: string = quote(this.text)): never {
    throw new TranscriptError({ file: this.file, line: this.number, expected, found });
  }
}
