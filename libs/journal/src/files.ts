import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { doing, JournalError } from './errors.ts';

const SEGMENT = /^journal-(\d{16})\.log$/;
const SNAPSHOT = /^snapshot-(\d{16})\.qsl$/;
const UNFINISHED = /^(?:journal|snapshot)-\d{16}\.(?:log|qsl)\.tmp$/;

/** A file of a journal, by the sequence number in its name. */
export interface JournalFile {
  readonly file: string;
  readonly sequence: number;
}

/** What a journal folder holds, each list in the order of sequence numbers. */
export interface FolderContents {
  readonly segments: readonly JournalFile[];
  readonly snapshots: readonly JournalFile[];
  /** Files that were being made when their gateway died. */
  readonly unfinished: readonly string[];
}

export function segmentFile(folder: string, firstSequence: number): string {
  return join(folder, `journal-${String(firstSequence).padStart(16, '0')}.log`);
}

export function snapshotFile(folder: string, lastSequence: number): string {
  return join(folder, `snapshot-${String(lastSequence).padStart(16, '0')}.qsl`);
}

/** @throws JournalError where the folder cannot be read */
export function listFolder(folder: string): FolderContents {
  const names = doing('read', folder, () => fs.readdirSync(folder)).sort(); // sixteen digits: by name is by number
  const matching = (pattern: RegExp): JournalFile[] =>
    names.flatMap((name) => {
      const [, digits] = pattern.exec(name) ?? [];
      return digits === undefined ? [] : [{ file: join(folder, name), sequence: Number(digits) }];
    });
  return {
    segments: matching(SEGMENT),
    snapshots: matching(SNAPSHOT),
    unfinished: names.filter((name) => UNFINISHED.test(name)).map((name) => join(folder, name)),
  };
}

/** Creates a folder with its parents, unless it is there. */
export function ensureFolder(folder: string): void {
  if (isFolder(folder)) return;
  // One at a time: on a read-only file system the recursive mkdir of Node says ENOENT.
  if (dirname(folder) !== folder) ensureFolder(dirname(folder));
  doing('create', folder, () => {
    try {
      fs.mkdirSync(folder);
      syncFolder(dirname(folder)); // or a power failure takes the new folder with all that is in it
    } catch (error) {
      // Another gateway may be making its own beside this one.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(folder)) throw error;
    }
  });
}

function isFolder(path: string): boolean {
  const found = doing('look at', path, () => fs.statSync(path, { throwIfNoEntry: false }));
  if (found?.isDirectory() === false) throw new JournalError('ENOTDIR', `${path} is no folder: choose another.`);
  return found !== undefined;
}

/** Has the names in a folder survive a power failure. */
export function syncFolder(folder: string): void {
  const fd = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Writes all of `bytes`: write(2) may take a part, and then say why not more. Returns how many there were. */
export function writeAll(fd: number, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(fd, bytes, at, bytes.length - at);
  return bytes.length;
}

/**
 * Makes a file whole or not at all: under a temporary name until it is on the disk, then renamed. Replaces an older one.
 * Returns its descriptor, behind what was written. Whatever it needs of descriptors it takes first: where there are none,
 * nothing has happened.
 */
export function openWhole(folder: string, file: string, write: (fd: number) => void): number {
  return doing('create', file, () => {
    const folderFd = fs.openSync(folder, 'r');
    try {
      const fd = fs.openSync(`${file}.tmp`, 'w');
      try {
        write(fd);
        fs.fdatasyncSync(fd);
        fs.renameSync(`${file}.tmp`, file);
        fs.fsyncSync(folderFd);
        return fd;
      } catch (error) {
        fs.closeSync(fd);
        throw error;
      }
    } finally {
      fs.closeSync(folderFd);
    }
  });
}

/** The same for a file that nothing is to follow in. */
export function createWhole(folder: string, file: string, write: (fd: number) => void): void {
  fs.closeSync(openWhole(folder, file, write));
}

/** More than 2^31 − 1 bytes at once are refused by Node, and Linux takes no more than 2^31 − 4096 (read(2)). */
export const CHUNK_BYTES = 2 ** 30;

/** Has `read` read up to `size` bytes, none beyond the end, in chunks that a system takes. Returns how many there were. */
export function readInChunks(size: number, read: (at: number, count: number) => number): number {
  let length = 0;
  for (let count = -1; count !== 0 && length < size; length += count) {
    count = read(length, Math.min(size - length, CHUNK_BYTES));
  }
  return length;
}

/** Reads whole files one after the other into the same memory. */
export class FileLoader {
  #bytes = new Uint8Array(0);

  /**
   * A file's bytes, until the next one is loaded.
   * @throws JournalError where it cannot be read, is no file (of a pipe nobody would ever come to write) or too large
   */
  load(file: string): DataView {
    return doing('read', file, () => {
      const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
      try {
        const stat = fs.fstatSync(fd);
        if (!stat.isFile()) throw noFile(file);
        const { size } = stat;
        if (size > this.#bytes.length) this.#bytes = bytesFor(file, size);
        const length = readInChunks(size, (at, count) => fs.readSync(fd, this.#bytes, at, count, null));
        return new DataView(this.#bytes.buffer, 0, length);
      } finally {
        fs.closeSync(fd);
      }
    });
  }
}

function noFile(file: string): JournalError {
  const message = `${file} has a journal file's name and is none: move it away, or restore the folder from a copy.`;
  return new JournalError('JOURNAL_DAMAGED', message);
}

function bytesFor(file: string, size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `${file} has ${size} bytes, which do not fit into memory: use a machine with more, or restore the folder from a copy.`;
    throw new JournalError('JOURNAL_TOO_LARGE', message, { cause: error });
  }
}
