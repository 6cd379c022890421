import { bind, orErrno } from './libc.ts';
import { os } from './platform.ts';
import { setsockopt } from './socket-calls.ts';

// fcntl is variadic, and on Apple silicon variadic arguments travel on the stack: koffi must be told their types.
type Fcntl = (fd: number, command: number, ...typedArgument: ['int', number] | []) => number;
const fcntlNative = bind<Fcntl>('int fcntl(int, int, ...)');

const intOne = new Uint8Array(new Int32Array([1]).buffer);

function fcntl(fd: number, command: number, argument?: number): number {
  return orErrno(argument === undefined ? fcntlNative(fd, command) : fcntlNative(fd, command, 'int', argument));
}

/**
 * Does with fcntl(2) what Linux does in socket(2) and accept4(2): SOCK_NONBLOCK and SOCK_CLOEXEC, as far as they are set
 * in `flags`; and SO_NOSIGPIPE where the system has it in place of MSG_NOSIGNAL. Returns 0 or the negated errno.
 */
export function applyTypeFlags(fd: number, flags: number): number {
  if (flags & os.SOCK_NONBLOCK) {
    const status = fcntl(fd, os.F_GETFL);
    if (status < 0) return status;
    const result = fcntl(fd, os.F_SETFL, status | os.O_NONBLOCK);
    if (result < 0) return result;
  }
  if (flags & os.SOCK_CLOEXEC) {
    const result = fcntl(fd, os.F_SETFD, os.FD_CLOEXEC);
    if (result < 0) return result;
  }
  if (os.SO_NOSIGPIPE !== undefined) return setsockopt(fd, os.SOL_SOCKET, os.SO_NOSIGPIPE, intOne);
  return 0;
}
