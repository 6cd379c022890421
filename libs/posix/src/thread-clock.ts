import { checked } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { pin } from './memory.ts';
import { platform } from './platform.ts';

const clockGettimeNative = bind('int clock_gettime(int, uintptr_t)');

/** <time.h>: of Linux, and of macOS. */
const CLOCK_THREAD_CPUTIME_ID = platform === 'darwin' ? 16 : 3;

// struct timespec: seconds and nanoseconds, a long each. Every platform here is little-endian and neither needs more
// than 32 bits in this clock.
const time = new Uint32Array(4);
const timeAddress = pin(time);

/**
 * CPU time that the calling thread has used, in nanoseconds. Unlike getrusage(2), which a running thread sees move at
 * the ticks of the scheduler only, this clock is up to date (clock_gettime(2), CLOCK_THREAD_CPUTIME_ID). Allocates
 * nothing up to 2^31 ns, a double beyond. Throws PosixError.
 */
export function threadCpuNs(): number {
  if (clockGettimeNative(CLOCK_THREAD_CPUTIME_ID, timeAddress) < 0) {
    checked('clock_gettime', () => orErrno(-1));
  }
  return (time[0] as number) * 1e9 + (time[2] as number);
}

/** CPUCLOCK_SCHED in <linux/posix-timers.h>, of a whole process where the thread bit is not set. */
const PROCESS_CLOCK = 2;

/**
 * CPU time that all threads of a process have used, those that have ended included, in nanoseconds: what
 * clock_getcpuclockid(3) leads to on Linux. Throws PosixError EINVAL where there is no such process, and on macOS.
 */
export function processCpuNs(pid: number): number {
  if (clockGettimeNative((~pid << 3) | PROCESS_CLOCK, timeAddress) < 0) {
    checked('clock_gettime', () => orErrno(-1), `process ${pid}`);
  }
  return (time[0] as number) * 1e9 + (time[2] as number);
}
