import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { RuntimeFailure } from '@qsl/cli';

/** The data file as its text names it. */
export interface DataFile {
  name: string;
  /** By which the two files of an artifact prove to belong together. */
  sha256: string;
}

export interface ArtifactFiles<Data> {
  folder: string;
  /** The file name without extension: `socket_profile_loopback`. */
  name: string;
  /** Becomes name.json. */
  data: Data;
  /** What it says becomes name.txt. */
  report: (data: Data, json: DataFile) => string;
}

/**
 * Writes both files of an artifact, or neither: each goes to a temporary file beside its target and onto the disk
 * before either takes its target's place. Gives their paths, and the text. Throws RuntimeFailure NOT_WRITTEN; the old files
 * are then as they were.
 */
export async function writeArtifact<Data>({
  folder,
  name,
  data,
  report,
}: ArtifactFiles<Data>): Promise<{ files: string[]; text: string }> {
  const json = `${JSON.stringify(data, null, 2)}\n`;
  const text = report(data, { name: `${name}.json`, sha256: createHash('sha256').update(json).digest('hex') });
  const files = [
    { target: path.join(folder, `${name}.json`), content: json },
    { target: path.join(folder, `${name}.txt`), content: text },
  ].map((file) => ({ ...file, temporary: `${file.target}.${process.pid}.tmp` }));
  const written: string[] = [];
  try {
    for (const { temporary, target, content } of files) {
      assertReplaceable(target);
      await writeDurably(temporary, content, () => written.push(temporary));
    }
    for (const { temporary, target } of files) await rename(temporary, target);
    await syncFolder(folder);
  } catch (cause) {
    for (const temporary of written) await rm(temporary, { force: true });
    throw notWritten(cause);
  }
  return { files: files.map(({ target }) => target), text };
}

/** Writes a file that belongs to an artifact, whole or not at all, and gives its path. Throws RuntimeFailure NOT_WRITTEN. */
export async function writeSingle({
  folder,
  name,
  content,
}: {
  folder: string;
  name: string;
  content: string;
}): Promise<string> {
  const target = path.join(folder, name);
  const temporary = `${target}.${process.pid}.tmp`;
  let isThere = false;
  try {
    assertReplaceable(target);
    await writeDurably(temporary, content, () => {
      isThere = true;
    });
    await rename(temporary, target);
    await syncFolder(folder);
    return target;
  } catch (cause) {
    if (isThere) await rm(temporary, { force: true });
    throw notWritten(cause);
  }
}

function notWritten(cause: unknown): RuntimeFailure {
  return new RuntimeFailure({
    code: 'NOT_WRITTEN',
    message: `the artifact was not written: ${(cause as Error).message}`,
    remedy: 'The old one, if there was one, is as it was. Choose another place with --out.',
    cause,
  });
}

/** rename(2) replaces a file at one stroke; the one thing it would refuse must not be found half-way. */
function assertReplaceable(target: string): void {
  if (lstatSync(target, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${target} is a folder`);
}

async function writeDurably(file: string, content: string, onCreated: () => void): Promise<void> {
  const handle = await open(file, 'wx', 0o644);
  onCreated();
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename is on the disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
