import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { gone, type ProcfsError, unavailable } from './errors.ts';
import type { Place } from './place.ts';

/*
 * Reads are synchronous: a procfs file is produced by the kernel at once, and a sampler that yields between two files
 * compares readings of different moments. Bytes that are no UTF-8 (a comm may hold any) read as U+FFFD; a decoder never
 * swallows the ASCII byte that follows, so the structure survives.
 */

/** The whole text of a file. */
export function readText(place: Place): string {
  return translatingErrors(place, () => readFileSync(place.file, 'utf8'));
}

/** The whole text of a file that not every kernel or namespace has; undefined where it is absent. */
export function readTextIfOffered(place: Place): string | undefined {
  return isProcfs(place.root) && !existsSync(place.file) ? undefined : readText(place);
}

/** The names in a folder, in the kernel's order. */
export function readNames(place: Place): string[] {
  return translatingErrors(place, () => readdirSync(place.file));
}

/** What a symbolic link points to. */
export function readLink(place: Place): string {
  return translatingErrors(place, () => readlinkSync(place.file));
}

function translatingErrors<T>(place: Place, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw toProcfsError(error, place);
  }
}

/** Says what an errno means at this place. Exported for the test: some of them cannot be provoked at will. */
export function toProcfsError(error: unknown, { root, file, owner }: Place): ProcfsError {
  const errno = (error as NodeJS.ErrnoException).code;
  if (!isProcfs(root)) {
    return unavailable(file, `there is no procfs at ${root}. Run on Linux with procfs mounted there.`, error);
  }
  // open(2) of an ended task's file fails with ENOENT; read(2) of one opened in time fails with ESRCH.
  if (errno === 'ESRCH' || (errno === 'ENOENT' && owner !== undefined && !existsSync(owner))) return gone(file, error);
  if (errno === 'ENOENT') {
    return unavailable(file, 'this kernel or namespace does not offer it. Do without it or run on the host.', error);
  }
  if (errno === 'EACCES' || errno === 'EPERM') {
    return unavailable(file, 'permission denied. Run as the owner of the process, or as root.', error);
  }
  return unavailable(file, `cannot be read (${errno ?? String(error)}). Resolve that and run again.`, error);
}

/** Every procfs has `self`, mounted with subset=pid or not. lstat, for it dangles when seen from another pid namespace. */
function isProcfs(root: string): boolean {
  return lstatSync(`${root}/self`, { throwIfNoEntry: false }) !== undefined;
}
