import { checked } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { os } from './platform.ts';

const setnsNative = bind('int setns(int, int)');

/**
 * Moves the calling thread, and processes and threads that it starts from then on, into a network namespace: setns(2).
 * Sockets stay in the namespace they were made in. `fd` is an open file such as /proc/<pid>/ns/net. Needs CAP_SYS_ADMIN.
 * Throws PosixError: EPERM, EINVAL for another file.
 */
export function enterNetworkNamespace(fd: number): void {
  checked('setns', () => orErrno(setnsNative(fd, os.CLONE_NEWNET)));
}
