/**
 * CRC-32C, the Castagnoli polynomial of iSCSI (RFC 3720, appendix B.4), reflected, eight bytes a turn (M. Kounavis and
 * F. Berry, "A Systematic Approach to Building High Performance, Software-based, CRC Generators", 2005: slicing by 8).
 * Node's own zlib.crc32 is of another polynomial, and takes a Buffer object a call.
 */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** TABLE[256 k + b]: what byte b does to the sum when k more bytes of its turn follow it. */
const TABLE = createTable();

function createTable(): Int32Array {
  const table = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
    table[byte] = sum;
  }
  for (let at = 256; at < table.length; at++) {
    const sum = table[at - 256]!;
    table[at] = (sum >>> 8) ^ table[sum & 0xff]!;
  }
  return table;
}

/** The CRC-32C of the bytes [from, to) of a view, as an int32. */
export function crc32c(view: DataView, from: number, to: number): number {
  const table = TABLE;
  const lastTurn = to - SLICES;
  let sum = -1;
  let at = from;
  for (; at <= lastTurn; at += SLICES) {
    sum ^= view.getInt32(at, true);
    const next = view.getInt32(at + 4, true);
    sum =
      table[1792 + (sum & 0xff)]! ^
      table[1536 + ((sum >>> 8) & 0xff)]! ^
      table[1280 + ((sum >>> 16) & 0xff)]! ^
      table[1024 + (sum >>> 24)]! ^
      table[768 + (next & 0xff)]! ^
      table[512 + ((next >>> 8) & 0xff)]! ^
      table[256 + ((next >>> 16) & 0xff)]! ^
      table[next >>> 24]!;
  }
  for (; at < to; at++) sum = (sum >>> 8) ^ table[(sum ^ view.getUint8(at)) & 0xff]!;
  return ~sum;
}
