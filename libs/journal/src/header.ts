import { MAX_ORDERS_LIMIT, MAX_SYMBOLS_LIMIT, type RiskLimits } from '@qsl/matching-engine';
import { crc32c } from './crc32c.ts';
import { damaged, JournalError } from './errors.ts';
import * as layout from './layout.ts';

/** What the commands of a journal were accepted under. A gateway continues a journal only under the same. */
export interface JournalConfig {
  /** Names by id. */
  readonly symbols: readonly string[];
  readonly risk: RiskLimits;
  /** Orders that can rest at once. */
  readonly maxOrders: number;
}

export interface Header {
  readonly config: JournalConfig;
  /** Of a segment: the first sequence that its records can have. Of a snapshot: the engine's last. */
  readonly sequence: number;
  /** Bytes of the header, a multiple of 8. */
  readonly length: number;
}

/** A name's length is written in two bytes. */
const LONGEST_NAME = 0xffff;

type Magic = typeof layout.SEGMENT_MAGIC | typeof layout.SNAPSHOT_MAGIC;

export function encodeHeader(magic: Magic, { symbols, risk, maxOrders }: JournalConfig, sequence: number): Uint8Array {
  const names = symbols.map((name) => new TextEncoder().encode(name));
  const tooLong = symbols.find((_, i) => names[i]!.length > LONGEST_NAME);
  if (tooLong !== undefined) {
    throw new JournalError('JOURNAL_CONFIG', `a symbol of ${tooLong.length} characters is too long for a journal`);
  }
  const nameBytes = names.reduce((sum, name) => sum + 2 + name.length, 0);
  const bytes = new Uint8Array(Math.ceil((layout.HEADER_NAMES + nameBytes) / 8) * 8);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(magic));
  view.setUint32(layout.HEADER_LENGTH, bytes.length, true);
  view.setUint32(layout.HEADER_VERSION, layout.FORMAT_VERSION, true);
  view.setUint32(layout.HEADER_MAX_ORDERS, maxOrders, true);
  view.setBigUint64(layout.HEADER_SEQUENCE, BigInt(sequence), true);
  view.setBigUint64(layout.HEADER_MAX_NOTIONAL, BigInt(risk.maxNotional), true);
  view.setUint32(layout.HEADER_MAX_ORDER_QUANTITY, risk.maxOrderQuantity, true);
  view.setUint32(layout.HEADER_SYMBOL_COUNT, symbols.length, true);
  let at = layout.HEADER_NAMES;
  for (const name of names) {
    view.setUint16(at, name.length, true);
    bytes.set(name, at + 2);
    at += 2 + name.length;
  }
  view.setInt32(layout.HEADER_SUM, crc32c(view, layout.HEADER_LENGTH, bytes.length), true);
  return bytes;
}

/**
 * The header that `view`, the first `length` bytes of `file` or all of them, begins with.
 * @throws JournalError where it is not whole, not sound or of another version
 */
export function decodeHeader(magic: Magic, view: DataView, length: number, file: string): Header {
  const wrong = (at: number, what: string) =>
    damaged(file, at, what, magic === layout.SNAPSHOT_MAGIC ? 'snapshot' : 'segment header');
  if (length < layout.HEADER_NAMES) throw wrong(0, `${length} bytes are no whole header`);
  if (textOf(view, 0, magic.length) !== magic) throw wrong(0, `it does not begin with ${magic}`);
  const headerBytes = view.getUint32(layout.HEADER_LENGTH, true);
  if (headerBytes < layout.HEADER_NAMES || headerBytes > length) throw wrong(0, 'its header is not whole');
  if (view.getInt32(layout.HEADER_SUM, true) !== crc32c(view, layout.HEADER_LENGTH, headerBytes)) {
    throw wrong(0, 'the sum of its header is wrong');
  }
  const version = view.getUint32(layout.HEADER_VERSION, true);
  if (version !== layout.FORMAT_VERSION) {
    throw new JournalError(
      'JOURNAL_DAMAGED',
      `${file} has format version ${version}, this is ${layout.FORMAT_VERSION}`,
    );
  }
  const config = {
    symbols: namesIn(view, headerBytes, wrong),
    risk: {
      maxOrderQuantity: view.getUint32(layout.HEADER_MAX_ORDER_QUANTITY, true),
      maxNotional: Number(view.getBigUint64(layout.HEADER_MAX_NOTIONAL, true)),
    },
    maxOrders: view.getUint32(layout.HEADER_MAX_ORDERS, true),
  };
  const sequence = Number(view.getBigUint64(layout.HEADER_SEQUENCE, true));
  if (!isPossible(config) || !Number.isSafeInteger(sequence)) {
    throw wrong(layout.HEADER_MAX_ORDERS, 'no engine can have been as its header says');
  }
  return { config, sequence, length: headerBytes };
}

/** A right sum says that the bytes are those written, not what wrote them. */
function isPossible({ symbols, risk, maxOrders }: JournalConfig): boolean {
  const hasOrders = maxOrders >= 1 && maxOrders <= MAX_ORDERS_LIMIT;
  return (
    hasOrders && symbols.length >= 1 && symbols.length <= MAX_SYMBOLS_LIMIT && Number.isSafeInteger(risk.maxNotional)
  );
}

function namesIn(view: DataView, headerBytes: number, wrong: (at: number, what: string) => JournalError): string[] {
  const count = view.getUint32(layout.HEADER_SYMBOL_COUNT, true);
  const names: string[] = [];
  let at = layout.HEADER_NAMES;
  while (names.length < count) {
    const end = at + 2 <= headerBytes ? at + 2 + view.getUint16(at, true) : Number.POSITIVE_INFINITY;
    if (end > headerBytes) throw wrong(at, 'its symbols do not fit into its header');
    names.push(textOf(view, at + 2, end - at - 2));
    at = end;
  }
  return names;
}

function textOf(view: DataView, at: number, length: number): string {
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, length));
}

/** Refuses a configuration other than the one that `file` was written under. */
export function assertSameConfig(file: string, theirs: JournalConfig, ours: JournalConfig): void {
  const differences = Object.entries(optionsOf(theirs))
    .filter(([option, value]) => value !== optionsOf(ours)[option])
    .map(([option, value]) => `${option} ${value} (here ${optionsOf(ours)[option]})`);
  if (differences.length === 0) return;
  throw new JournalError(
    'JOURNAL_CONFIG',
    `${file} was written under another configuration: ${differences.join(', ')}. ` +
      'Start with these options, or with a new folder.',
  );
}

/** The command line's options behind a configuration, so that a message can say what to type. */
function optionsOf({ symbols, risk, maxOrders }: JournalConfig): Record<string, string> {
  return {
    '--symbols': symbols.join(','),
    '--max-orders': String(maxOrders),
    '--max-order-quantity': String(risk.maxOrderQuantity),
    '--max-notional': String(risk.maxNotional),
  };
}
