/**
 * The journal's format, written down once more from its drawing in libs/journal/src/layout.ts and snapshot-file.ts, with a
 * reader and a writer that share no code with them. Little-endian; sums are CRC-32C.
 */
import type { ReferenceCommand, ReferenceEngine } from '@qsl/matching-engine/reference';

export const CONFIG = {
  symbols: ['A', 'Zoë'],
  risk: { maxOrderQuantity: 1000, maxNotional: 1_000_000 },
  maxOrders: 12,
};
const NAMES_AT = 48;
/** Bytes of a record by its kind: limit, market, cancel, modify, close. */
const RECORD_BYTES: readonly number[] = [0, 40, 32, 28, 40, 16];
const CLOSE = 5;

/** CRC-32C of bytes, a bit at a time (RFC 3720, appendix B.4). */
export function sumOf(view: DataView, from: number, to: number): number {
  let sum = -1;
  for (let at = from; at < to; at++) {
    sum ^= view.getUint8(at);
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (-(sum & 1) & 0x82f63b78);
  }
  return ~sum;
}

/** A header of this configuration: magic(8) sum(4) length(4) version(4) maxOrders(4) sequence(8) … */
export function writeHeader(view: DataView, magic: string, sequence: bigint): number {
  const names = CONFIG.symbols.map((name) => Buffer.from(name));
  let at = NAMES_AT;
  for (const name of names) {
    view.setUint16(at, name.length, true);
    for (const [i, byte] of name.entries()) view.setUint8(at + 2 + i, byte);
    at += 2 + name.length;
  }
  const length = Math.ceil(at / 8) * 8;
  for (let i = 0; i < 8; i++) view.setUint8(i, magic.charCodeAt(i));
  view.setUint32(12, length, true);
  view.setUint32(16, 1, true);
  view.setUint32(20, CONFIG.maxOrders, true);
  view.setBigUint64(24, sequence, true);
  view.setBigUint64(32, BigInt(CONFIG.risk.maxNotional), true);
  view.setUint32(40, CONFIG.risk.maxOrderQuantity, true);
  view.setUint32(44, names.length, true);
  sealHeader(view);
  return length;
}

export function sealHeader(view: DataView): void {
  if (view.byteLength < NAMES_AT) return;
  const length = Math.min(view.getUint32(12, true), view.byteLength);
  view.setInt32(8, sumOf(view, 12, Math.max(length, 12)), true);
}

/** Bytes of a sound header of this very configuration, 0 where there is none. */
export function headerBytes(view: DataView, magic: string): number {
  if (view.byteLength < NAMES_AT) return 0;
  for (let i = 0; i < 8; i++) if (view.getUint8(i) !== magic.charCodeAt(i)) return 0;
  const length = view.getUint32(12, true);
  if (length < NAMES_AT || length > view.byteLength) return 0;
  if (view.getInt32(8, true) !== sumOf(view, 12, length) || view.getUint32(16, true) !== 1) return 0;
  if (view.getBigUint64(24, true) > BigInt(Number.MAX_SAFE_INTEGER)) return 0;
  const limits = [view.getUint32(20, true), view.getBigUint64(32, true), view.getUint32(40, true)];
  const ours = [CONFIG.maxOrders, BigInt(CONFIG.risk.maxNotional), CONFIG.risk.maxOrderQuantity];
  if (limits.some((limit, i) => limit !== ours[i]) || view.getUint32(44, true) !== CONFIG.symbols.length) return 0;
  let at = NAMES_AT;
  for (const name of CONFIG.symbols) {
    const end = at + 2 <= length ? at + 2 + view.getUint16(at, true) : length + 1;
    if (end > length) return 0;
    const found = Buffer.from(view.buffer, view.byteOffset + at + 2, end - at - 2);
    if (found.toString() !== name) return 0;
    at = end;
  }
  return length;
}

/** Bytes of the sound record at `at`, 0 where there is none. */
export function recordBytes(view: DataView, at: number): number {
  const left = view.byteLength - at;
  if (left < 16) return 0;
  const length = view.getUint16(at + 4, true);
  if (length === 0 || length !== RECORD_BYTES[view.getUint8(at + 6)] || length > left) return 0;
  return view.getInt32(at, true) === sumOf(view, at + 4, at + length) ? length : 0;
}

export function sealRecord(view: DataView, at: number): void {
  const length = view.getUint16(at + 4, true);
  if (length >= 16 && at + length <= view.byteLength) view.setInt32(at, sumOf(view, at + 4, at + length), true);
}

export function recordSequence(view: DataView, at: number): bigint {
  return view.getBigUint64(at + 8, true);
}

/** What a record asks for; undefined for the mark of an orderly stop. */
export function commandOf(view: DataView, at: number): ReferenceCommand | undefined {
  const kind = view.getUint8(at + 6);
  if (kind === CLOSE) return undefined;
  const terms = view.getUint8(at + 7);
  const target = { symbol: view.getUint32(at + 24, true), id: view.getBigUint64(at + 16, true) };
  if (kind === 3) return { kind: 'cancel', ...target };
  const quantity = view.getUint32(at + 28, true);
  const side = (terms & 1) === 0 ? 'B' : 'S';
  if (kind === 2) return { kind: 'market', ...target, side, quantity };
  const price = view.getBigUint64(at + 32, true);
  if (kind === 4) return { kind: 'modify', ...target, price, quantity };
  return { kind: 'limit', ...target, side, price, quantity, timeInForce: (terms & 2) === 0 ? 'GTC' : 'IOC' };
}

/** Writes the record of a command; of the mark of an orderly stop for undefined. Returns its length. */
export function writeRecord(
  view: DataView,
  at: number,
  sequence: bigint,
  command: ReferenceCommand | undefined,
): number {
  const kind = command === undefined ? CLOSE : ['', 'limit', 'market', 'cancel', 'modify'].indexOf(command.kind);
  const length = RECORD_BYTES[kind]!;
  view.setUint16(at + 4, length, true);
  view.setUint8(at + 6, kind);
  view.setBigUint64(at + 8, sequence, true);
  if (command !== undefined) {
    const sells = 'side' in command && command.side === 'S' ? 1 : 0;
    view.setUint8(at + 7, sells | ('timeInForce' in command && command.timeInForce === 'IOC' ? 2 : 0));
    view.setBigUint64(at + 16, command.id, true);
    view.setUint32(at + 24, command.symbol, true);
    if ('quantity' in command) view.setUint32(at + 28, command.quantity, true);
    if ('price' in command) view.setBigUint64(at + 32, command.price, true);
  }
  sealRecord(view, at);
  return length;
}

/** Bytes that the record at `at` says it has; 0 where its kind does not have so many. */
function announcedBytes(view: DataView, at: number): number {
  if (view.byteLength - at < 7) return 0;
  const length = view.getUint16(at + 4, true);
  return length === RECORD_BYTES[view.getUint8(at + 6)] ? length : 0;
}

/**
 * Whether a record that this journal can have had follows the broken one at `at`. Bytes within the length that the broken
 * one announces are its own, and a client may have chosen them. A command has an event, and one for each order it met.
 */
function isFollowed(view: DataView, at: number, lastSequence: bigint): boolean {
  for (let later = at + (announcedBytes(view, at) || 1); later < view.byteLength; later++) {
    if (recordBytes(view, later) === 0) continue;
    const ahead = recordSequence(view, later) - lastSequence;
    const mostAhead = (BigInt(later - at + 28) * BigInt(1 + CONFIG.maxOrders)) / 28n;
    if (ahead >= 0n && ahead <= mostAhead) return true;
  }
  return false;
}

/** What a segment that is taken holds; undefined for one that has to be refused. Applies its commands to `engine`. */
export function readSegment(view: DataView, mayBeTorn: boolean, engine: ReferenceEngine) {
  let at = headerBytes(view, 'QSL-JRNL');
  if (at === 0) return undefined;
  let records = 0;
  let lastSequence = view.getBigUint64(24, true);
  let isClosed = false;
  for (let length = recordBytes(view, at); length > 0; length = recordBytes(view, at)) {
    if (recordSequence(view, at) !== BigInt(engine.lastSequence + 1)) return undefined;
    const command = commandOf(view, at);
    if (command !== undefined && 'reject' in engine.apply(command)) return undefined;
    lastSequence = recordSequence(view, at);
    isClosed = command === undefined;
    at += length;
    records++;
  }
  const end = view.byteLength;
  if (at < end && !mayBeTorn) return undefined;
  if (at < end && isFollowed(view, at, lastSequence)) return undefined;
  return { soundBytes: at, tornBytes: end - at, records, isClosed };
}
