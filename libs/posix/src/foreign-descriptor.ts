import { checked, PosixError } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { os, platform } from './platform.ts';
import { raw } from './raw.ts';

// By number, for C libraries older than the calls. They are the same on every architecture (asm-generic/unistd.h).
const SYS_PIDFD_OPEN = 434;
const SYS_PIDFD_GETFD = 438;

const syscallNative = bind('long syscall(long, int, int, unsigned int)');

/**
 * Calls `use` with a descriptor of this process that stands for another process's descriptor: the same open file or socket
 * (pidfd_getfd(2), Linux 5.6). It is closed afterwards. Needs the right to trace the process (ptrace(2)).
 * Throws PosixError: ESRCH for a process that is gone, EBADF where it has no such descriptor, EPERM without the right, ENOSYS
 * off Linux and on older kernels.
 */
export function withForeignDescriptor<Result>(
  { pid, fd }: { pid: number; fd: number },
  use: (fd: number) => Result,
): Result {
  if (platform !== 'linux') throw new PosixError({ call: 'pidfd_open', errno: os.ENOSYS });
  const pidFd = checked('pidfd_open', () => orErrno(syscallNative(SYS_PIDFD_OPEN, pid, 0, 0)), `of process ${pid}`);
  try {
    const about = `${fd} of process ${pid}`;
    const ours = checked('pidfd_getfd', () => orErrno(syscallNative(SYS_PIDFD_GETFD, pidFd, fd, 0)), about);
    try {
      return use(ours);
    } finally {
      raw.close(ours);
    }
  } finally {
    raw.close(pidFd);
  }
}
