import { PrerequisiteError } from '@qsl/cli';
import { getDescriptorLimit } from '@qsl/posix';

/** Threads up to which the threaded gateway is warmed: to start them takes minutes. */
const MAX_WARM_THREADS = 512;
/** What a thread of Node takes, measured with the gateway run from source. */
const BYTES_A_THREAD = 18e6;
/** A thread of Node is an event loop with epoll set, eventfds and pipes of its own: five, by count. */
const DESCRIPTORS_A_THREAD = 5;
/** What a process of Node holds open besides, and room. */
const OTHER_DESCRIPTORS = 128;

/** How many clients threads are warmed for: all, unless starting as many took too long or more than half the free memory. */
export function warmableThreads(clients: number, availableBytes: number = process.availableMemory()): number {
  return Math.min(clients, MAX_WARM_THREADS, Math.max(1, Math.floor(availableBytes / 2 / BYTES_A_THREAD)));
}

/** Checks what the largest cell needs of the machine. Throws PrerequisiteError. */
export function assertPossible(largestCount: number): void {
  if (process.platform !== 'linux') {
    throw new PrerequisiteError({
      code: 'NOT_LINUX',
      message: `socket-load compares threads with epoll, which ${process.platform} does not have`,
      remedy: 'Run it on Linux.',
    });
  }
  assertDescriptors(largestCount, getDescriptorLimit().hard);
}

/** Descriptors that the threaded gateway holds in a cell of so many clients. */
export function neededDescriptors(clients: number): number {
  return clients + Math.min(clients, MAX_WARM_THREADS) * DESCRIPTORS_A_THREAD + OTHER_DESCRIPTORS;
}

/** The hard limit counts: Node raises the soft one to it when it starts. Throws PrerequisiteError. */
export function assertDescriptors(largestCount: number, hardLimit: number): void {
  const needed = neededDescriptors(largestCount);
  if (needed <= hardLimit) return;
  throw new PrerequisiteError({
    code: 'TOO_FEW_DESCRIPTORS',
    message: `${largestCount} clients need ${needed} descriptors in the threaded gateway, and a process may have ${hardLimit}`,
    remedy: `Raise the hard limit ("ulimit -Hn ${needed}" as root), or lower QSL_LOAD_COUNTS.`,
  });
}
