import { ProcfsError } from './errors.ts';
import { type ProcessTarget, taskPlace } from './place.ts';
import { readLink, readNames } from './read.ts';

/** An open socket: its descriptor in the process, and the inode by which the tables under /proc/net list it. */
export type SocketDescriptor = { fd: number; inode: number };

/**
 * The sockets a process holds open, by ascending descriptor. Needs the rights to trace the process (same user or root).
 * A descriptor closed during the walk is left out.
 */
export function readSocketDescriptors(target: ProcessTarget): SocketDescriptor[] {
  const sockets: SocketDescriptor[] = [];
  for (const fd of readNames(taskPlace(target, 'fd'))) {
    const link = readLinkUnlessClosed(target, fd);
    const inode = link === undefined ? undefined : parseSocketLink(link);
    if (inode !== undefined) sockets.push({ fd: Number(fd), inode });
  }
  return sockets.sort((a, b) => a.fd - b.fd);
}

/** The descriptors that a process holds open, ascending. Needs the same rights. */
export function listDescriptors(target: ProcessTarget): number[] {
  return readNames(taskPlace(target, 'fd'))
    .map(Number)
    .sort((a, b) => a - b);
}

/** How many descriptors a process holds open. Needs the same rights. */
export function countDescriptors(target: ProcessTarget): number {
  return readNames(taskPlace(target, 'fd')).length;
}

/** The inode in a link such as "socket:[12345]"; undefined for a link to anything else. */
export function parseSocketLink(link: string): number | undefined {
  const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
  return inode === undefined ? undefined : Number(inode);
}

function readLinkUnlessClosed(target: ProcessTarget, fd: string): string | undefined {
  try {
    return readLink(taskPlace(target, `fd/${fd}`));
  } catch (error) {
    // Had the process ended, the error would be QSL_PROCFS_GONE: it is only this one link that is no longer there.
    const closed = error instanceof ProcfsError && error.code === 'QSL_PROCFS_UNAVAILABLE' && isEnoent(error.cause);
    if (closed) return undefined;
    throw error;
  }
}

function isEnoent(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}
