import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../corpus');

/** The committed inputs of a target, in the order of their names; none where there is no folder. */
export function readCorpus(target: string): Uint8Array[] {
  const folder = path.join(FOLDER, target);
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => Uint8Array.from(readFileSync(path.join(folder, name))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Replaces the inputs of a target. Each file is named by what is in it, so that a name never stands for anything else. */
export function writeCorpus(target: string, inputs: readonly Uint8Array[]): void {
  const folder = path.join(FOLDER, target);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const input of inputs) writeFileSync(path.join(folder, `${nameOf(input)}.bin`), input);
}

/** A name for these bytes: the beginning of their SHA-256. */
export function nameOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
