import { bind } from './libc.ts';
import { os } from './platform.ts';

const sysconfNative = bind('long sysconf(int)');

/** The unit of the kernel's CPU times in /proc/PID/stat, in ticks a second: sysconf(_SC_CLK_TCK), 100 almost anywhere. */
export function clockTicksPerSecond(): number {
  return sysconfNative(os._SC_CLK_TCK);
}
