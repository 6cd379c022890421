import { checked } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { pin } from './memory.ts';

const schedSetaffinityNative = bind('int sched_setaffinity(int, size_t, uintptr_t)');
const schedGetaffinityNative = bind('int sched_getaffinity(int, size_t, uintptr_t)');

const CALLING_THREAD = 0;
// The kernel refuses a read into a mask smaller than its own: this is room for the largest x86-64 build, 8192 CPUs.
const MAX_CPUS = 8192;
const mask = new Uint8Array(MAX_CPUS / 8);
const maskAddress = pin(mask);

/**
 * Binds the calling thread, and threads it starts later, to these CPUs (sched_setaffinity(2)).
 * Throws RangeError for a number that is no CPU's, PosixError EINVAL if none is online or permitted, ENOSYS on macOS.
 */
export function setCpuAffinity(cpus: readonly number[]): void {
  mask.fill(0);
  for (const cpu of cpus) {
    if (!Number.isInteger(cpu) || cpu < 0 || cpu >= MAX_CPUS) throw new RangeError(`cpu ${cpu} is no CPU's number`);
    mask[cpu >> 3] = (mask[cpu >> 3] as number) | (1 << (cpu & 7));
  }
  checked(
    'sched_setaffinity',
    () => orErrno(schedSetaffinityNative(CALLING_THREAD, mask.byteLength, maskAddress)),
    `CPUs ${cpus.join(',')}`,
  );
}

/** The CPUs the calling thread may run on, in rising order. Throws PosixError, ENOSYS on macOS. */
export function getCpuAffinity(): number[] {
  mask.fill(0);
  checked('sched_getaffinity', () => orErrno(schedGetaffinityNative(CALLING_THREAD, mask.byteLength, maskAddress)));
  const cpus: number[] = [];
  for (let cpu = 0; cpu < MAX_CPUS; cpu++) if ((mask[cpu >> 3] as number) & (1 << (cpu & 7))) cpus.push(cpu);
  return cpus;
}
