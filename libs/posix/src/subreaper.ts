import { checked } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { os } from './platform.ts';

const prctlNative = bind('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)');

/**
 * Makes this process the parent of every descendant whose own parent ends: PR_SET_CHILD_SUBREAPER, prctl(2). A server
 * that puts itself into the background stays within reach. Throws PosixError.
 */
export function adoptOrphans(): void {
  checked('prctl', () => orErrno(prctlNative(os.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)));
}
