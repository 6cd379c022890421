import { decodeSocketAddress, SOCKET_ADDRESS_MAX_BYTES, type SocketAddress } from './address.ts';
import { applyTypeFlags } from './descriptor-flags.ts';
import { checked } from './errors.ts';
import { os, platform } from './platform.ts';
import { raw } from './raw.ts';
import { getsockname, socket } from './socket-calls.ts';

export interface SocketOptions {
  family: 4 | 6;
  /** SOCK_STREAM or SOCK_DGRAM. */
  type: number;
  nonblocking: boolean;
}

/** A new socket, closed in child processes. Throws PosixError: EMFILE, ENFILE, EAFNOSUPPORT, … */
export function openSocket({ family, type, nonblocking }: SocketOptions): number {
  const domain = family === 6 ? os.AF_INET6 : os.AF_INET;
  const flags = os.SOCK_CLOEXEC | (nonblocking ? os.SOCK_NONBLOCK : 0);
  if (platform === 'linux') return checked('socket', () => socket(domain, type | flags));
  const fd = checked('socket', () => socket(domain, type));
  return closedOnFailure(fd, () => {
    checked('fcntl', () => applyTypeFlags(fd, flags));
    return fd;
  });
}

/** Goes on setting up a descriptor; if that throws, the descriptor is closed first. */
export function closedOnFailure<Result>(fd: number, setUp: () => Result): Result {
  try {
    return setUp();
  } catch (error) {
    raw.close(fd);
    throw error;
  }
}

/** The address a socket is bound to: getsockname(2). Throws PosixError; RangeError for a socket that is not IP. */
export function socketAddress(fd: number): SocketAddress {
  const room = new Uint8Array(SOCKET_ADDRESS_MAX_BYTES);
  const length = checked('getsockname', () => getsockname(fd, room));
  return decodeSocketAddress(room.subarray(0, length));
}
