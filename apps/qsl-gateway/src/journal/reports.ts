import { basename } from 'node:path';
import {
  configOf,
  engineFor,
  type JournalConfig,
  JournalError,
  lockFolder,
  type Recovery,
  readableConfigOf,
  recover,
  takeSnapshot,
} from '@qsl/journal';
import { type EngineSnapshot, formatSnapshot, takeSnapshot as snapshotOf } from '@qsl/matching-engine';
import { type FileReport, inspectFiles } from './inspect-files.ts';

/** What a journal command prints: text for people, or a value for `--json`. */
export interface Report<Value> {
  readonly text: string;
  readonly value: Value;
  /** Whether a gateway could start from the journal. */
  readonly isSound: boolean;
}

/** Schema qsl-journal-inspect/1. */
export interface Inspection {
  readonly schema: 'qsl-journal-inspect/1';
  readonly folder: string;
  /** What its commands were accepted under; null where no header can be read. */
  readonly config: JournalConfig | null;
  /** In the order of their sequence numbers. */
  readonly files: readonly FileReport[];
}

/** The files of a journal, each by itself. */
export function inspect(folder: string): Report<Inspection> {
  const config = readableConfigOf(folder) ?? null;
  const files = inspectFiles(folder);
  const lines = [describeConfig(config), ...files.map(describeFile)];
  return {
    text: `${lines.join('\n')}\n`,
    value: { schema: 'qsl-journal-inspect/1', folder, config, files },
    isSound: files.every(({ damage }) => damage === null),
  };
}

function describeConfig(config: JournalConfig | null): string {
  if (config === null) return 'no header can be read that says the symbols and limits';
  const { symbols, maxOrders, risk } = config;
  const limits = `quantity up to ${risk.maxOrderQuantity}, notional up to ${risk.maxNotional}`;
  return `symbols ${symbols.join(',')}, ${maxOrders} orders can rest, ${limits}`;
}

function describeFile({ file, bytes, records, damage, ...rest }: FileReport): string {
  const { kinds, lastSequence, firstSequence, tornBytes, isClosed } = rest;
  const counts = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  const span = records === 0 ? '' : `, sequences ${firstSequence} to ${lastSequence}`;
  const end = tornBytes > 0 ? `, ${tornBytes} bytes of an unfinished write at the end` : isClosed ? ', closed' : '';
  const what =
    damage === null ? `${records} records${span}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}${end}` : damage;
  return `${basename(file)}  ${bytes} bytes  ${what}`;
}

/** Schema qsl-journal-verify/1. */
export type Verification = { readonly schema: 'qsl-journal-verify/1'; readonly folder: string } & (
  | { readonly ok: true; readonly recovery: Recovery; readonly restingOrders: number }
  | { readonly ok: false; readonly code: string; readonly message: string }
);

/** Everything that a gateway would do before it serves: every sum, every sequence number, every command. */
export function verify(folder: string): Report<Verification> {
  const base = { schema: 'qsl-journal-verify/1', folder } as const;
  try {
    const { recovery, restingOrders } = load(folder);
    const { commands, lastSequence, snapshotSequence, tail } = recovery;
    const from = snapshotSequence === undefined ? '' : ` behind the snapshot at ${snapshotSequence}`;
    const torn = tail?.tornBytes
      ? `; ${tail.tornBytes} bytes of an unfinished write at offset ${tail.soundBytes} of ${tail.file} would be dropped`
      : '';
    const text = `sound: ${commands} commands${from}, last sequence ${lastSequence}, ${restingOrders} orders rest${torn}\n`;
    return { text, value: { ...base, ok: true, recovery, restingOrders }, isSound: true };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    const { code, message } = error;
    return { text: `not sound: ${message}\n`, value: { ...base, ok: false, code, message }, isSound: false };
  }
}

/** Schema qsl-journal-replay/1: the books as a gateway would have them. */
export interface Replay extends EngineSnapshot {
  readonly schema: 'qsl-journal-replay/1';
}

/** The books, in the form that transcripts have them. Throws JournalError where there is no way to them. */
export function replay(folder: string): Report<Replay> {
  const { books } = load(folder);
  const text = [...formatSnapshot(books), ''].join('\n');
  return { text, value: { schema: 'qsl-journal-replay/1', ...books }, isSound: true };
}

function load(folder: string): { recovery: Recovery; restingOrders: number; books: EngineSnapshot } {
  const config = configOf(folder);
  const engine = engineFor(config);
  const recovery = recover(folder, engine, config);
  return { recovery, restingOrders: engine.restingOrders, books: snapshotOf(engine) };
}

/** Schema qsl-journal-snapshot/1. */
export interface SnapshotReport {
  readonly schema: 'qsl-journal-snapshot/1';
  readonly file: string;
  readonly lastSequence: number;
  readonly restingOrders: number;
  readonly removed: readonly string[];
}

/** Throws JournalError where a gateway is using the journal, or none could. */
export function snapshot(folder: string, options: { removeOlder: boolean }): Report<SnapshotReport> {
  configOf(folder); // before a lock file is left in a folder that has no journal
  const unlock = lockFolder(folder);
  try {
    const { file, restingOrders, recovery, removed } = takeSnapshot(folder, options);
    const { lastSequence } = recovery;
    const text = `${file}: last sequence ${lastSequence}, ${restingOrders} orders; ${removed.length} older files removed\n`;
    return {
      text,
      value: { schema: 'qsl-journal-snapshot/1', file, lastSequence, restingOrders, removed },
      isSound: true,
    };
  } finally {
    unlock();
  }
}
