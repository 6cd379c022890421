import { checked } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { pin } from './memory.ts';
import { os } from './platform.ts';

const getrlimitNative = bind('int getrlimit(int, uintptr_t)');
const setrlimitNative = bind('int setrlimit(int, uintptr_t)');

/** RLIM_INFINITY is all ones on Linux and 2^63 - 1 on macOS: no real limit reaches either. */
const NO_LIMIT = 2n ** 63n - 1n;

/** struct rlimit: soft, hard. */
const limit = new BigUint64Array(2);
const limitAddress = pin(limit);

export interface DescriptorLimit {
  /** How many descriptors this process may hold; Infinity for no limit. */
  soft: number;
  /** How far the soft limit may be raised without privilege; Infinity for no limit. */
  hard: number;
}

/** The process's limit on open descriptors (getrlimit(2), RLIMIT_NOFILE). Throws PosixError. */
export function getDescriptorLimit(): DescriptorLimit {
  checked('getrlimit', () => orErrno(getrlimitNative(os.RLIMIT_NOFILE, limitAddress)));
  return { soft: toCount(limit[0] as bigint), hard: toCount(limit[1] as bigint) };
}

/**
 * Sets the soft limit and leaves the hard one. Throws RangeError for no count, PosixError EINVAL above the hard limit.
 */
export function setDescriptorLimit(soft: number): void {
  if (!Number.isSafeInteger(soft) || soft < 0) throw new RangeError(`descriptor limit ${soft} is no count`);
  getDescriptorLimit();
  limit[0] = BigInt(soft);
  checked('setrlimit', () => orErrno(setrlimitNative(os.RLIMIT_NOFILE, limitAddress)), `RLIMIT_NOFILE ${soft}`);
}

function toCount(bound: bigint): number {
  return bound >= NO_LIMIT ? Number.POSITIVE_INFINITY : Number(bound);
}
