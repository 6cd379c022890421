import { closeSync, constants, existsSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getEnvironmentData, setEnvironmentData, threadId } from 'node:worker_threads';

/** Where this process has its native part from; threads started later inherit it. */
const PLACE = 'qsl:native-part';

/** No folder takes the native part. `remedy` says what to do about it. */
export class NoRoomForNativePart extends Error {
  readonly code = 'NO_ROOM_FOR_NATIVE_PART';
  readonly remedy = 'Set TMPDIR to a folder where this user may create files and the system lets programs run from.';

  constructor(failures: readonly string[]) {
    super(`the native part of this program could not be loaded (${failures.join('; ')})`);
  }
}

/**
 * Loads a Node-API library that exists only as bytes.
 *
 * The system loads libraries from files alone. So the bytes become a file that only this user can open and that is gone
 * again as soon as it is loaded: nothing is left that another version, a second start or a crash could find half
 * written, and nothing that somebody else could exchange. It costs no more than checking the hash of a copy kept for
 * next time. Home folders are not touched: they may be missing, read-only, or slow to answer.
 */
export function loadNativePart(readBytes: () => Uint8Array): unknown {
  const place = getEnvironmentData(PLACE);
  if (typeof place === 'string') {
    try {
      // The dynamic linker knows the name as long as the library is loaded, and does not ask for the file.
      return load(place);
    } catch {
      // One that does ask: this thread takes a copy of its own.
    }
  }
  const failures: string[] = [];
  for (const folder of candidateFolders()) {
    try {
      return loadThrough(folder, readBytes());
    } catch (error) {
      failures.push(`${folder}: ${(error as Error).message}`);
    }
  }
  throw new NoRoomForNativePart(failures);
}

/** Where a file may be created for a moment, best first. A full one, or one mounted `noexec`, leads to the next. */
function candidateFolders(): string[] {
  const folders = [tmpdir(), '/tmp', '/var/tmp', '/dev/shm', process.env.XDG_RUNTIME_DIR ?? ''];
  return [...new Set(folders.filter((folder) => folder !== '').map((folder) => path.resolve(folder)))];
}

function loadThrough(folder: string, bytes: Uint8Array): unknown {
  const file = path.join(folder, `qsl-${process.pid}-${threadId}-${process.hrtime.bigint()}`);
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const fd = openSync(file, flags, 0o600);
  try {
    writeFileSync(fd, bytes);
    // By its descriptor: a folder that others may write to could hold another file of that name by now.
    const own = `/dev/fd/${fd}`;
    const place = process.platform === 'linux' && existsSync(own) ? own : file;
    const library = load(place);
    setEnvironmentData(PLACE, place);
    return library;
  } finally {
    unlinkSync(file);
    closeSync(fd);
  }
}

function load(file: string): unknown {
  const module = { exports: {} };
  process.dlopen(module, file);
  return module.exports;
}
