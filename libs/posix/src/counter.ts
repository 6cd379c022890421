import { PosixError } from './errors.ts';
import { pin } from './memory.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';

const counter = new BigUint64Array(1);
const counterAddress = pin(counter);

/**
 * Reads and so resets the u64 counter behind a nonblocking eventfd or timerfd. Returns it (exact up to 2^53), 0 when
 * nothing had been counted. Throws PosixError.
 */
export function drainCounter(fd: number): number {
  for (;;) {
    const n = raw.read(fd, counterAddress, counter.byteLength);
    if (n === counter.byteLength) return Number(counter[0]);
    if (n === -os.EAGAIN) return 0;
    if (n !== -os.EINTR) throw new PosixError({ call: 'read', errno: -n, about: `descriptor ${fd}` });
  }
}
