import type { Engine } from '@qsl/matching-engine';
import { damaged, JournalError } from './errors.ts';
import { FileLoader, type FolderContents, type JournalFile, listFolder } from './files.ts';
import { assertSameConfig, decodeHeader, type JournalConfig } from './header.ts';
import { SEGMENT_MAGIC, SNAPSHOT_MAGIC } from './layout.ts';
import { Replayer } from './replayer.ts';
import { type SegmentScan, scanSegment } from './segment-scan.ts';
import { restoreSnapshot, snapshotHeader } from './snapshot-file.ts';

/** The end of a segment, where records go on. */
export interface SegmentTail {
  readonly file: string;
  /** Bytes that are sound. */
  readonly soundBytes: number;
  /** Bytes behind them that are not, of a record that was being written. */
  readonly tornBytes: number;
  /** Whether the gateway that wrote it stopped in order. */
  readonly isClosed: boolean;
}

/** What a recovery found. */
export interface Recovery {
  /** Of the engine's last event; 0 for a new journal. */
  readonly lastSequence: number;
  /** The sequence of the snapshot that it started from. */
  readonly snapshotSequence: number | undefined;
  /** Commands replayed behind it. */
  readonly commands: number;
  readonly segments: number;
  /** Undefined for a folder without a journal. */
  readonly tail: SegmentTail | undefined;
}

/** What is to be read: the newest snapshot, if there is one, and the segments behind it. */
interface Plan {
  readonly snapshot: JournalFile | undefined;
  readonly segments: readonly JournalFile[];
}

/**
 * Brings an engine, fresh and with the symbols of `config` registered, to the exact state in which the journal's last
 * whole record left it. Changes no file.
 * @throws JournalError where the journal is damaged, has a gap, or was written under another configuration
 */
export function recover(folder: string, engine: Engine, config: JournalConfig): Recovery {
  const loader = new FileLoader();
  const { snapshot, segments } = planOf(folder, listFolder(folder));
  if (snapshot !== undefined) restore(loader, snapshot, engine, config);
  const replayer = new Replayer(engine, config);
  let last: SegmentScan | undefined;
  for (const [i, { file, sequence }] of segments.entries()) {
    assertFollows(file, sequence, engine.lastSequence);
    const text = { file, view: loader.load(file), mayBeTorn: i === segments.length - 1 };
    const { config: theirs, sequence: stated } = decodeHeader(SEGMENT_MAGIC, text.view, text.view.byteLength, file);
    assertSameConfig(file, theirs, config);
    if (stated !== sequence) throw damaged(file, 0, `its header says that it begins with ${stated}`, 'segment header');
    last = scanSegment(text, (view, at) => replayer.replay(view, at));
  }
  const tail = last && { file: segments.at(-1)!.file, ...last };
  return {
    lastSequence: engine.lastSequence,
    snapshotSequence: snapshot?.sequence,
    commands: replayer.commands,
    segments: segments.length,
    tail,
  };
}

function planOf(folder: string, { segments, snapshots }: FolderContents): Plan {
  const snapshot = snapshots.at(-1);
  if (snapshot === undefined) return { snapshot, segments };
  const behind = segments.filter(({ sequence }) => sequence > snapshot.sequence);
  // A snapshot is only ever taken once the segment behind it is there.
  if (behind.length === 0) {
    throw new JournalError('JOURNAL_GAP', `${folder} has no segment behind ${snapshot.file}: restore it from a copy.`);
  }
  return { snapshot, segments: behind };
}

function restore(loader: FileLoader, { file, sequence }: JournalFile, engine: Engine, config: JournalConfig): void {
  const view = loader.load(file);
  const header = snapshotHeader(file, view);
  assertSameConfig(file, header.config, config);
  if (header.sequence !== sequence)
    throw damaged(file, 0, `its header says that it ends with ${header.sequence}`, 'snapshot');
  restoreSnapshot({ file, view }, header, engine);
}

function assertFollows(file: string, sequence: number, lastSequence: number): void {
  if (sequence === lastSequence + 1) return;
  throw new JournalError(
    'JOURNAL_GAP',
    `${file} begins with sequence number ${sequence}, but ${lastSequence + 1} is due: ` +
      'a file is missing, or its end. Restore the folder from a copy.',
  );
}

/**
 * The configuration that a journal was written under, from its newest file.
 * @throws JournalError where there is none
 */
export function configOf(folder: string): JournalConfig {
  const newest = filesByAge(folder)[0]!;
  return configIn(newest);
}

/**
 * The same from the newest file that can be read; undefined where none can.
 * @throws JournalError where there is no file of a journal
 */
export function readableConfigOf(folder: string): JournalConfig | undefined {
  for (const file of filesByAge(folder)) {
    try {
      return configIn(file);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
    }
  }
  return undefined;
}

interface HeadedFile {
  readonly file: string;
  readonly magic: typeof SEGMENT_MAGIC | typeof SNAPSHOT_MAGIC;
}

function configIn({ file, magic }: HeadedFile): JournalConfig {
  const view = new FileLoader().load(file);
  return decodeHeader(magic, view, view.byteLength, file).config;
}

/** Segments, the newest first, and then snapshots. */
function filesByAge(folder: string): HeadedFile[] {
  const { segments, snapshots } = listFolder(folder);
  const files = [
    ...segments.toReversed().map(({ file }) => ({ file, magic: SEGMENT_MAGIC }) as const),
    ...snapshots.toReversed().map(({ file }) => ({ file, magic: SNAPSHOT_MAGIC }) as const),
  ];
  if (files.length > 0) return files;
  throw new JournalError('JOURNAL_NONE', `there is no journal in ${folder}: qsl-gateway --journal makes one.`);
}
