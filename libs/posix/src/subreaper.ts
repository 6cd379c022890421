import { checked } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { os } from './platform.ts';

const prctlNative = bind('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)');
const waitpidNative = bind('int waitpid(int, uintptr_t, int)');

/**
 * Makes this process the parent of every descendant whose own parent ends: PR_SET_CHILD_SUBREAPER, prctl(2). A server
 * that puts itself into the background stays within reach. Throws PosixError.
 */
export function adoptOrphans(): void {
  checked('prctl', () => orErrno(prctlNative(os.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)));
}

/**
 * Takes an adopted child that has ended off the system's table, waitpid(2); false if it has not ended. For adopted ones
 * alone: Node waits for those that it started itself. Throws PosixError ECHILD for a process that is no child.
 */
export function reapOrphan(pid: number): boolean {
  return checked('waitpid', () => orErrno(waitpidNative(pid, 0, os.WNOHANG))) === pid;
}
