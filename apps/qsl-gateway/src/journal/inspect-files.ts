import { statSync } from 'node:fs';
import {
  FileLoader,
  JournalError,
  listFolder,
  RecordKind,
  readKind,
  readSequence,
  scanSegment,
  snapshotHeader,
} from '@qsl/journal';

/** One file of a journal. */
export interface FileReport {
  readonly file: string;
  readonly kind: 'segment' | 'snapshot';
  readonly bytes: number;
  readonly records: number;
  /** Records by kind, those that occur. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Of the first and the last record; null without records. A snapshot has its engine's last. */
  readonly firstSequence: number | null;
  readonly lastSequence: number | null;
  /** Bytes of an unfinished write at the end. */
  readonly tornBytes: number;
  /** Whether it ends with the mark of an orderly stop. */
  readonly isClosed: boolean;
  /** What is wrong with it; null for nothing. */
  readonly damage: string | null;
}

const KIND_NAMES = Object.entries(RecordKind).map(([name, kind]) => [kind, name.toLowerCase()] as const);

/** Reads every file of a journal by itself, without an engine. */
export function inspectFiles(folder: string): FileReport[] {
  const { segments, snapshots } = listFolder(folder);
  const loader = new FileLoader();
  return [
    ...snapshots.map(({ file }) => inspectSnapshot(loader, file)),
    ...segments.map(({ file }, i) => inspectSegment(loader, file, i === segments.length - 1)),
  ];
}

const NOTHING = { records: 0, kinds: {}, firstSequence: null, lastSequence: null, tornBytes: 0, isClosed: false };

function inspectSnapshot(loader: FileLoader, file: string): FileReport {
  const base = { ...NOTHING, file, kind: 'snapshot', bytes: bytesOf(file) } as const;
  return reportDamage(base, () => ({ lastSequence: snapshotHeader(file, loader.load(file)).sequence }));
}

function inspectSegment(loader: FileLoader, file: string, mayBeTorn: boolean): FileReport {
  const base = { ...NOTHING, file, kind: 'segment', bytes: bytesOf(file) } as const;
  return reportDamage(base, () => {
    const view = loader.load(file);
    const counts = new Map<number, number>();
    let [firstSequence, lastSequence]: (number | null)[] = [null, null];
    const { records, tornBytes, isClosed } = scanSegment({ file, view, mayBeTorn }, (view, at) => {
      const kind = readKind(view, at);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      lastSequence = readSequence(view, at);
      firstSequence ??= lastSequence;
      return undefined;
    });
    const kinds = Object.fromEntries(
      KIND_NAMES.flatMap(([kind, name]) => (counts.has(kind) ? [[name, counts.get(kind)!]] : [])),
    );
    return { bytes: view.byteLength, records, kinds, firstSequence, lastSequence, tornBytes, isClosed };
  });
}

/** 0 for what cannot be looked at: why, reading it says. */
function bytesOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

function reportDamage(base: Omit<FileReport, 'damage'>, read: () => Partial<FileReport>): FileReport {
  try {
    return { ...base, ...read(), damage: null };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    return { ...base, damage: error.message };
  }
}
