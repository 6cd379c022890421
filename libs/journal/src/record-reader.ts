import { crc32c } from './crc32c.ts';
import * as layout from './layout.ts';

const { RECORD_BYTES, RECORD_KIND, RECORD_LENGTH, RECORD_SUM, RECORD_TERMS, SHORTEST_RECORD } = layout;
const { RECORD_ID_LOW, RECORD_PRICE_HIGH, RECORD_PRICE_LOW, RECORD_SEQUENCE_HIGH, RECORD_SEQUENCE_LOW } = layout;
const { RECORD_QUANTITY, RECORD_SYMBOL } = layout;
const TWO_32 = 2 ** 32;

/** Bytes of the sound record at `at`, or 0 where there is none before `to`: a sound one is whole, of a kind, and sums up. */
export function soundRecordAt(view: DataView, at: number, to: number): number {
  if (to - at < SHORTEST_RECORD) return 0;
  const length = statedLength(view, at, to);
  if (length === 0 || length > to - at) return 0;
  return view.getInt32(at + RECORD_SUM, true) === crc32c(view, at + RECORD_LENGTH, at + length) ? length : 0;
}

/** The length of the record that begins at `at`, as its beginning has it; 0 where its kind is none of that length. */
export function statedLength(view: DataView, at: number, to: number): number {
  if (to - at <= RECORD_KIND) return 0;
  const length = view.getUint16(at + RECORD_LENGTH, true);
  return length === RECORD_BYTES[view.getUint8(at + RECORD_KIND)] ? length : 0;
}

export function readKind(view: DataView, at: number): number {
  return view.getUint8(at + RECORD_KIND);
}

export function readTerms(view: DataView, at: number): number {
  return view.getUint8(at + RECORD_TERMS);
}

export function readSequence(view: DataView, at: number): number {
  return view.getUint32(at + RECORD_SEQUENCE_HIGH, true) * TWO_32 + view.getUint32(at + RECORD_SEQUENCE_LOW, true);
}

/** Of a limit order or a modification. */
export function readPrice(view: DataView, at: number): number {
  return view.getUint32(at + RECORD_PRICE_HIGH, true) * TWO_32 + view.getUint32(at + RECORD_PRICE_LOW, true);
}

/** Of all but a cancel. */
export function readQuantity(view: DataView, at: number): number {
  return view.getUint32(at + RECORD_QUANTITY, true);
}

/** Of a command. */
export function readId(view: DataView, at: number): bigint {
  return view.getBigUint64(at + RECORD_ID_LOW, true);
}

/** Of a command. */
export function readSymbol(view: DataView, at: number): number {
  return view.getUint32(at + RECORD_SYMBOL, true);
}
