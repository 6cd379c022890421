import { constants } from 'node:os';
import { PosixError } from './errors.ts';
import { bind, orErrno } from './libc.ts';

const tgkillNative = bind('int tgkill(int, int, int)');

/**
 * Sends a signal to one thread of a process (tgkill(2)): a call in which it waits is interrupted, where there is a handler.
 * Returns false where the thread has ended. Throws PosixError: EPERM; ENOSYS on macOS, musl and glibc before 2.30.
 */
export function signalThread({ pid, tid, signal }: { pid: number; tid: number; signal: number }): boolean {
  const result = orErrno(tgkillNative(pid, tid, signal));
  if (result < 0 && result !== -constants.errno.ESRCH) throw new PosixError({ call: 'tgkill', errno: -result });
  return result >= 0;
}
