/** What a system call is for, on the way of a request through a server. */
export type SyscallClass = 'socket' | 'readiness' | 'waking' | 'memory' | 'other';

const CLASSES: Readonly<Record<Exclude<SyscallClass, 'other'>, readonly string[]>> = {
  socket: [
    'accept',
    'accept4',
    'close',
    'connect',
    'fcntl',
    'getpeername',
    'getsockname',
    'getsockopt',
    'ioctl',
    'readv',
    'recvfrom',
    'recvmmsg',
    'recvmsg',
    'sendmmsg',
    'sendmsg',
    'sendto',
    'setsockopt',
    'shutdown',
    'writev',
  ],
  readiness: [
    'epoll_create1',
    'epoll_ctl',
    'epoll_pwait',
    'epoll_pwait2',
    'epoll_wait',
    'io_uring_enter',
    'poll',
    'ppoll',
    'pselect6',
    'select',
  ],
  waking: [
    'clock_nanosleep',
    'eventfd2',
    'futex',
    'futex_waitv',
    'nanosleep',
    'read',
    'restart_syscall',
    'rt_sigreturn',
    'sched_yield',
    'timerfd_settime',
    'write',
  ],
  memory: ['brk', 'madvise', 'mmap', 'mprotect', 'mremap', 'munmap', 'pkey_mprotect'],
};

/** The name of Linux's accepting calls: one of them takes every connection. */
export const ACCEPTING = ['accept', 'accept4'] as const;

/** The calls that can carry a reply. */
export const SENDING = ['sendmmsg', 'sendmsg', 'sendto', 'write', 'writev'] as const;

/**
 * The class of a system call. `read` and `write` are counted as waking, which is what an event loop does with them on
 * its eventfds; a server that speaks to its sockets with them shows there too.
 */
export function classOf(syscall: string): SyscallClass {
  for (const [name, members] of Object.entries(CLASSES)) {
    if (members.includes(syscall)) return name as SyscallClass;
  }
  return 'other';
}
