import { checked } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { os, platform } from './platform.ts';

const madviseNative = bind('int madvise(uintptr_t, size_t, int)');

/** <sys/mman.h>; Linux alone drops the pages at once. */
const MADV_DONTNEED = 4;

/**
 * Has this process let go of the pages of a file mapping that nobody has written to: the next access finds them in the
 * page cache again, at the price of a minor fault. Written or anonymous pages would lose their contents: the caller makes
 * sure that there are none. Throws PosixError; ENOSYS on macOS, where the advice means something else.
 */
export function releaseFilePages({ start, end }: { start: number; end: number }): void {
  const result = platform === 'linux' ? orErrno(madviseNative(start, end - start, MADV_DONTNEED)) : -os.ENOSYS;
  checked('madvise', () => result);
}
