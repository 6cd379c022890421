import { bind } from './libc.ts';
import { pin } from './memory.ts';
import { os, platform } from './platform.ts';

const bindThreadId = {
  linux: () => bind('int gettid()'),
  darwin: () => {
    const threadIdNative = bind('int pthread_threadid_np(uintptr_t, uintptr_t)');
    const id = new BigUint64Array(1);
    const idAddress = pin(id);
    return () => {
      threadIdNative(0, idAddress);
      return Number(id[0]);
    };
  },
};

const threadId = bindThreadId[platform]();

/** The kernel's id of the calling thread: on Linux the number under /proc/self/task. */
export function gettid(): number {
  return threadId();
}

const schedSetschedulerNative = bind('int sched_setscheduler(int, int, uintptr_t)');
const CALLING_THREAD = 0;
/** struct sched_param: a priority, which is 0 for every policy but those of real time. */
const noPriority = new Int32Array(1);
const noPriorityAddress = pin(noPriority);

/**
 * Has the calling thread run only where a CPU has next to nothing else to do: any thread of another policy that wakes up
 * preempts it at once (SCHED_IDLE, sched(7)). Returns false where the C library refuses, as musl does. Throws PosixError
 * ENOSYS on macOS.
 */
export function yieldToAll(): boolean {
  return schedSetschedulerNative(CALLING_THREAD, os.SCHED_IDLE, noPriorityAddress) === 0;
}
