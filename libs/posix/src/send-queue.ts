import { checked } from './errors.ts';
import { bind, orErrno } from './libc.ts';
import { pin } from './memory.ts';
import { getIntOption } from './options.ts';
import { os, platform } from './platform.ts';

/** <linux/sockios.h> */
const SIOCOUTQ = 0x5411;
/** <sys/socket.h> of macOS */
const SO_NWRITE = 0x1024;

const ioctlNative = bind('int ioctl(int, unsigned long, uintptr_t)');
const count = new Int32Array(1);
const countAddress = pin(count);

/**
 * Bytes that were sent on a TCP socket and that the peer has not acknowledged yet, those included that have not left (tcp(7),
 * SIOCOUTQ; SO_NWRITE on macOS). Throws PosixError: EINVAL for a socket that listens.
 */
export function sendQueueBytes(fd: number): number {
  if (platform === 'darwin') return getIntOption(fd, os.SOL_SOCKET, SO_NWRITE);
  checked('ioctl', () => orErrno(ioctlNative(fd, SIOCOUTQ, countAddress)), 'SIOCOUTQ');
  return count[0]!;
}
