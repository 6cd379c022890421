import { crc32c } from './crc32c.ts';
import * as layout from './layout.ts';

// Own constants: V8 folds them into the code, but re-reads an imported binding at every use.
const { CANCEL_BYTES, CLOSE_BYTES, LIMIT_BYTES, MARKET_BYTES, MODIFY_BYTES, TERMS_IMMEDIATE, TERMS_SELL } = layout;
const { RECORD_ID_HIGH, RECORD_ID_LOW, RECORD_KIND, RECORD_LENGTH, RECORD_PRICE_HIGH, RECORD_PRICE_LOW } = layout;
const { RECORD_QUANTITY, RECORD_SEQUENCE_HIGH, RECORD_SEQUENCE_LOW, RECORD_SUM, RECORD_SYMBOL, RECORD_TERMS } = layout;
const { Cancel, Close, Limit, Market, Modify } = layout.RecordKind;
const TWO_32 = 2 ** 32;

/*
 * Each writer puts a record at `at`, where there must be room for it, and returns its length. They allocate nothing,
 * and leave the sum out: sealRecords puts it in later, on the thread that writes the file, off the order path.
 *
 * `sequence` is the engine's number of the command's first event, `side` 0 or 1, ids any u64 in two int32 halves,
 * prices 1 to 2^53 − 1, quantities u32.
 */

export function writeLimit(
  view: DataView,
  at: number,
  sequence: number,
  symbol: number,
  side: number,
  idHigh: number,
  idLow: number,
  price: number,
  quantity: number,
  timeInForce: number,
): number {
  const terms = (side === 0 ? 0 : TERMS_SELL) | (timeInForce === 0 ? 0 : TERMS_IMMEDIATE);
  writeStart(view, at, LIMIT_BYTES, Limit, terms, sequence);
  writeTarget(view, at, symbol, idHigh, idLow);
  writePriceAndQuantity(view, at, price, quantity);
  return LIMIT_BYTES;
}

/** The engine needs no id of a market order; it is kept for those who read the journal. */
export function writeMarket(
  view: DataView,
  at: number,
  sequence: number,
  symbol: number,
  side: number,
  idHigh: number,
  idLow: number,
  quantity: number,
): number {
  writeStart(view, at, MARKET_BYTES, Market, side === 0 ? 0 : TERMS_SELL, sequence);
  writeTarget(view, at, symbol, idHigh, idLow);
  view.setUint32(at + RECORD_QUANTITY, quantity, true);
  return MARKET_BYTES;
}

export function writeCancel(
  view: DataView,
  at: number,
  sequence: number,
  symbol: number,
  idHigh: number,
  idLow: number,
): number {
  writeStart(view, at, CANCEL_BYTES, Cancel, 0, sequence);
  writeTarget(view, at, symbol, idHigh, idLow);
  return CANCEL_BYTES;
}

/** `quantity` 0 removes the order; `price` then is whatever it was given, 0 included. */
export function writeModify(
  view: DataView,
  at: number,
  sequence: number,
  symbol: number,
  idHigh: number,
  idLow: number,
  price: number,
  quantity: number,
): number {
  writeStart(view, at, MODIFY_BYTES, Modify, 0, sequence);
  writeTarget(view, at, symbol, idHigh, idLow);
  writePriceAndQuantity(view, at, price, quantity);
  return MODIFY_BYTES;
}

/** @param sequence the one that the next command's first event will have */
export function writeClose(view: DataView, at: number, sequence: number): number {
  writeStart(view, at, CLOSE_BYTES, Close, 0, sequence);
  return CLOSE_BYTES;
}

/** Puts the sums into the records that fill [from, to). Returns how many there are. */
export function sealRecords(view: DataView, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; count++) {
    const end = at + view.getUint16(at + RECORD_LENGTH, true);
    view.setInt32(at + RECORD_SUM, crc32c(view, at + RECORD_LENGTH, end), true);
    at = end;
  }
  return count;
}

function writeStart(view: DataView, at: number, length: number, kind: number, terms: number, sequence: number): void {
  view.setUint16(at + RECORD_LENGTH, length, true);
  view.setUint8(at + RECORD_KIND, kind);
  view.setUint8(at + RECORD_TERMS, terms);
  view.setInt32(at + RECORD_SEQUENCE_LOW, sequence, true); // modulo 2^32, as DataView sets any number
  view.setInt32(at + RECORD_SEQUENCE_HIGH, sequence / TWO_32, true);
}

function writeTarget(view: DataView, at: number, symbol: number, idHigh: number, idLow: number): void {
  view.setInt32(at + RECORD_ID_LOW, idLow, true);
  view.setInt32(at + RECORD_ID_HIGH, idHigh, true);
  view.setUint32(at + RECORD_SYMBOL, symbol, true);
}

function writePriceAndQuantity(view: DataView, at: number, price: number, quantity: number): void {
  view.setUint32(at + RECORD_QUANTITY, quantity, true);
  view.setInt32(at + RECORD_PRICE_LOW, price, true);
  view.setInt32(at + RECORD_PRICE_HIGH, price / TWO_32, true);
}
