import { drainCounter } from './counter.ts';
import { checked } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { pin } from './memory.ts';
import { os } from './platform.ts';

const timerfdCreateNative = bind('int timerfd_create(int, int)');
const timerfdSettimeNative = bind('int timerfd_settime(int, int, uintptr_t, uintptr_t)');

/** struct itimerspec: the interval's seconds and nanoseconds, then the first expiry's. */
const timer = new BigInt64Array(4);
const timerAddress = pin(timer);

const NANOSECONDS_PER_MS = 1_000_000;
const NANOSECONDS_PER_SECOND = 1_000_000_000;

/** A nonblocking timer on the monotonic clock, readable when due (timerfd_create(2)). ENOSYS off Linux. */
export function openTimerfd(): number {
  return checked('timerfd_create', () =>
    orErrno(timerfdCreateNative(os.CLOCK_MONOTONIC, os.TFD_NONBLOCK | os.TFD_CLOEXEC)),
  );
}

/**
 * Makes a timer due every `intervalMs` from now on (fractions count, to the nanosecond); 0 disarms it.
 * Throws RangeError for a time that is negative or not finite, PosixError otherwise.
 */
export function armTimerfd(fd: number, intervalMs: number): void {
  if (!(intervalMs >= 0 && Number.isFinite(intervalMs))) {
    throw new RangeError(`intervalMs ${intervalMs} is no finite time`);
  }
  const nanoseconds = Math.round(intervalMs * NANOSECONDS_PER_MS);
  const seconds = BigInt(Math.floor(nanoseconds / NANOSECONDS_PER_SECOND));
  const rest = BigInt(nanoseconds % NANOSECONDS_PER_SECOND);
  timer.set([seconds, rest, seconds, rest]);
  checked('timerfd_settime', () => orErrno(timerfdSettimeNative(fd, 0, timerAddress, 0)));
}

/** Makes a timer unreadable until it is next due; returns how often it was due since. Throws PosixError. */
export function drainTimerfd(fd: number): number {
  return drainCounter(fd);
}
