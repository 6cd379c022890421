import { checked } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { os } from './platform.ts';

const flockNative = bind('int flock(int, int)');

/**
 * Takes the exclusive lock of an open file (flock(2)) without waiting. Returns false where another open file description
 * has it. The kernel gives it back when the descriptor is closed, however its process ends. Throws PosixError otherwise.
 */
export function tryLockFile(fd: number): boolean {
  const result = checked('flock', () => {
    const locked = orErrno(flockNative(fd, os.LOCK_EX | os.LOCK_NB));
    return locked === -os.EAGAIN ? 1 : locked;
  });
  return result === 0;
}
