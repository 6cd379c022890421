import { checked, PosixError } from './errors.ts';
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

const mallocTrimNative = bind('int malloc_trim(size_t)');

/**
 * Has glibc's allocator give back the pages it keeps free, of all threads (malloc_trim(3)): worth a call after much was
 * allocated natively for once. Does nothing where the C library has no such function (musl, macOS).
 */
export function trimHeap(): void {
  try {
    mallocTrimNative(0);
  } catch (error) {
    if (!(error instanceof PosixError && error.errno === os.ENOSYS)) throw error;
  }
}
