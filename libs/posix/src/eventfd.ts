import { drainCounter } from './counter.ts';
import { checked, PosixError } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { pin } from './memory.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';

const eventfdNative = bind('int eventfd(unsigned int, int)');

const one = new BigUint64Array([1n]);
const oneAddress = pin(one);

/** A nonblocking eventfd(2), readable once signalled: it wakes an epoll_wait from any thread. ENOSYS off Linux. */
export function openEventfd(): number {
  return checked('eventfd', () => orErrno(eventfdNative(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)));
}

/** Makes an eventfd readable. Throws PosixError. */
export function signalEventfd(fd: number): void {
  for (;;) {
    const n = raw.write(fd, oneAddress, one.byteLength);
    // EAGAIN: the counter is at its maximum, so the descriptor is readable already.
    if (n >= 0 || n === -os.EAGAIN) return;
    if (n !== -os.EINTR) throw new PosixError({ call: 'write', errno: -n, about: `eventfd ${fd}` });
  }
}

/** Makes an eventfd unreadable again; returns how often it was signalled since. Throws PosixError. */
export function drainEventfd(fd: number): number {
  return drainCounter(fd);
}
