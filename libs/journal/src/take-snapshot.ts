import * as fs from 'node:fs';
import { Engine } from '@qsl/matching-engine';
import { doing } from './errors.ts';
import { listFolder, segmentFile, syncFolder } from './files.ts';
import type { JournalConfig } from './header.ts';
import { configOf, type Recovery, recover } from './recover.ts';
import { createSegment, makeDurable } from './segment-writer.ts';
import { writeSnapshot } from './snapshot-file.ts';

export interface TakenSnapshot {
  readonly file: string;
  readonly restingOrders: number;
  readonly recovery: Recovery;
  /** Files that it made superfluous, and that were removed. */
  readonly removed: readonly string[];
}

/** An engine without orders for the commands of a journal. */
export function engineFor({ symbols, maxOrders }: JournalConfig): Engine {
  const engine = Engine.create({ maxOrders, maxSymbols: symbols.length });
  for (const _ of symbols) engine.addSymbol();
  return engine;
}

/**
 * Writes the state at the end of a journal to its folder, so that the next recovery starts from there, and (where
 * `removeOlder` says so) removes the files before it. To be called under the folder's lock. Killed at any moment it leaves
 * a folder that recovers to the same state.
 * @throws JournalError as recover does
 */
export function takeSnapshot(folder: string, { removeOlder }: { removeOlder: boolean }): TakenSnapshot {
  const config = configOf(folder);
  const engine = engineFor(config);
  const recovery = recover(folder, engine, config);
  if (recovery.tail !== undefined) makeDurable(recovery.tail);
  const next = segmentFile(folder, recovery.lastSequence + 1);
  // First the segment behind the snapshot: a snapshot without one would look like a loss.
  if (!listFolder(folder).segments.some(({ file }) => file === next)) {
    createSegment(folder, config, recovery.lastSequence + 1);
  }
  const file = writeSnapshot(folder, config, engine);
  const removed = removeOlder ? removeBefore(folder, recovery.lastSequence) : [];
  return { file, restingOrders: engine.restingOrders, recovery, removed };
}

/** With the newest snapshot there, older files are never looked at, in whatever number they are left. */
function removeBefore(folder: string, lastSequence: number): string[] {
  const { segments, snapshots } = listFolder(folder);
  const older = [
    ...snapshots.filter(({ sequence }) => sequence < lastSequence),
    ...segments.filter(({ sequence }) => sequence <= lastSequence),
  ].map(({ file }) => file);
  for (const file of older) doing('remove', file, () => fs.unlinkSync(file));
  syncFolder(folder);
  return older;
}
