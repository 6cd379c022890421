import { PrerequisiteError } from '@qsl/cli';
import { diagnoseTcpSockets, getIntOption, os, PosixError, setIntOption, withForeignDescriptor } from '@qsl/posix';
import { readSocketDescriptors } from '@qsl/procfs';

/** Below the smallest that there is, which the kernel then takes (socket(7), SO_SNDBUF). */
const LEAST = 1;

/** A server of another process, or of this one. */
export interface Server {
  readonly pid: number;
  /** Of the machine's own address, 127.0.0.1. */
  readonly port: number;
}

/**
 * Gives all sockets of a server the smallest send buffer that the kernel has: those that it accepted, and the one that
 * it accepts from, whose size those to come inherit. Returns what undoes it for those to come; the others stay as they are.
 * Throws PrerequisiteError where the sockets of the process cannot be reached.
 */
export function shrinkSendBuffers(server: Server): () => void {
  let before: number | undefined;
  forEachSocket(server, (fd, isListener) => {
    if (isListener) before = getIntOption(fd, os.SOL_SOCKET, os.SO_SNDBUF);
    setIntOption(fd, os.SOL_SOCKET, os.SO_SNDBUF, LEAST);
  });
  return () => {
    forEachSocket(server, (fd, isListener) => {
      if (!isListener || before === undefined) return;
      // The kernel doubles what is asked for (socket(7)), and keeps to it until it is told that nothing was.
      setIntOption(fd, os.SOL_SOCKET, os.SO_SNDBUF, before / 2);
      setIntOption(fd, os.SOL_SOCKET, os.SO_BUF_LOCK, 0);
    });
  };
}

function forEachSocket({ pid, port }: Server, visit: (fd: number, isListener: boolean) => void): void {
  const LISTENING = 10; // include/net/tcp_states.h
  const states = new Map(diagnoseTcpSockets({ family: 4, localPort: port }).map(({ inode, state }) => [inode, state]));
  for (const { fd, inode } of readSocketDescriptors({ pid })) {
    const state = states.get(inode);
    if (state === undefined) continue;
    try {
      withForeignDescriptor({ pid, fd }, (ours) => visit(ours, state === LISTENING));
    } catch (error) {
      if (!isGone(error)) throw asPrerequisite(error);
    }
  }
}

/** Closed since it was listed, or the number is something else's by now. */
function isGone(error: unknown): boolean {
  return error instanceof PosixError && ['EBADF', 'ESRCH', 'ENOTSOCK'].includes(error.code);
}

function asPrerequisite(cause: unknown): unknown {
  if (!(cause instanceof PosixError)) return cause;
  return new PrerequisiteError({
    code: 'NO_FOREIGN_SOCKETS',
    message: `the sockets of the gateway cannot be reached: ${cause.message}`,
    remedy: 'Run it where it may trace its own children (ptrace(2)), on Linux 5.14 or newer.',
    cause,
  });
}
