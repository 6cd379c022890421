/**
 * A journal folder, and the bytes in its files. Everything is little-endian; sums are CRC-32C.
 *
 *   journal-0000000000000001.log   segments, named by the first sequence number that a command in them can have
 *   journal-0000000000052318.log
 *   snapshot-0000000000052317.qsl  the engine after that sequence number (see snapshot-file.ts)
 *   lock                           held by the gateway that writes here, with its process id
 *
 *   segment   header, then records back to back
 *   header    magic(8) sum(4) length(4) version(4) maxOrders(4) firstSequence(8) maxNotional(8) maxOrderQuantity(4)
 *             symbolCount(4), then per symbol length(2) and the name in UTF-8, zeros up to a multiple of 8
 *   record    sum(4) length(2) kind(1) terms(1) sequence(8), then by kind id(8) symbol(4) quantity(4) price(8)
 *
 * A sum covers everything behind it: a header's from `length` on, a record's from its `length` to its end. A record's
 * sequence is that of the command's first event in the engine, so that records prove that none is missing between them:
 * a replay reaches each one's number exactly. No record is longer than the frame that asked for it, so what a batch of
 * frames can add is bounded by its own length.
 */

export const SEGMENT_MAGIC = 'QSL-JRNL';
export const SNAPSHOT_MAGIC = 'QSL-SNAP';
export const FORMAT_VERSION = 1;

/** Of the header that segments and snapshots share. */
export const HEADER_SUM = 8;
export const HEADER_LENGTH = 12;
export const HEADER_VERSION = 16;
export const HEADER_MAX_ORDERS = 20;
export const HEADER_SEQUENCE = 24;
export const HEADER_MAX_NOTIONAL = 32;
export const HEADER_MAX_ORDER_QUANTITY = 40;
export const HEADER_SYMBOL_COUNT = 44;
export const HEADER_NAMES = 48;

export const RECORD_SUM = 0;
export const RECORD_LENGTH = 4;
export const RECORD_KIND = 6;
export const RECORD_TERMS = 7;
export const RECORD_SEQUENCE_LOW = 8;
export const RECORD_SEQUENCE_HIGH = 12;
export const RECORD_ID_LOW = 16;
export const RECORD_ID_HIGH = 20;
export const RECORD_SYMBOL = 24;
export const RECORD_QUANTITY = 28;
export const RECORD_PRICE_LOW = 32;
export const RECORD_PRICE_HIGH = 36;

/** Bits of `terms`. */
export const TERMS_SELL = 1;
export const TERMS_IMMEDIATE = 2;

export const RecordKind = {
  Limit: 1,
  Market: 2,
  Cancel: 3,
  Modify: 4,
  /** The gateway stopped in order: no command, its sequence is the next one's. */
  Close: 5,
} as const;
export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];

export const LIMIT_BYTES = 40;
export const MARKET_BYTES = 32;
export const CANCEL_BYTES = 28;
export const MODIFY_BYTES = 40;
export const CLOSE_BYTES = 16;

/** Bytes of a record by its kind; 0 for what is no kind. */
export const RECORD_BYTES: readonly number[] = [0, LIMIT_BYTES, MARKET_BYTES, CANCEL_BYTES, MODIFY_BYTES, CLOSE_BYTES];
export const SHORTEST_RECORD = CLOSE_BYTES;
