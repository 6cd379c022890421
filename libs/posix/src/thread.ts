import { bind } from './libc.ts';
import { pin } from './memory.ts';
import { platform } from './platform.ts';

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
