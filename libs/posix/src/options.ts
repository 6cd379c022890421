import { checked, PosixError } from './errors.ts';
import { os } from './platform.ts';
import { getsockopt, setsockopt } from './socket-calls.ts';

// Kept because options are set on every accepted connection. Every worker has its own copy of this module.
const int = new Int32Array(1);
const intBytes = new Uint8Array(int.buffer);

const MICROSECONDS_PER_MS = 1_000;
const MICROSECONDS_PER_SECOND = 1_000_000;

/** Sets an int option: setIntOption(fd, os.IPPROTO_TCP, os.TCP_NODELAY, 1). Throws PosixError. */
export function setIntOption(fd: number, level: number, option: number, value: number): void {
  int[0] = value;
  setOption(fd, level, option, intBytes);
}

/** Reads an int option: getIntOption(fd, os.SOL_SOCKET, os.SO_ERROR). Throws PosixError. */
export function getIntOption(fd: number, level: number, option: number): number {
  requireOption('getsockopt', option);
  int[0] = 0;
  checked('getsockopt', () => getsockopt(fd, level, option, intBytes));
  return int[0];
}

/**
 * SO_RCVTIMEO or SO_SNDTIMEO: a blocking call gives up with EAGAIN after this many milliseconds (fractions count, to
 * the microsecond); 0 waits for ever. The kernel rounds up to its own tick (socket(7)).
 */
export function setTimeoutOption(fd: number, option: number, timeoutMs: number): void {
  if (!(timeoutMs >= 0 && Number.isFinite(timeoutMs))) throw new RangeError(`timeoutMs ${timeoutMs} is no finite time`);
  const microseconds = Math.ceil(timeoutMs * MICROSECONDS_PER_MS);
  // struct timeval: seconds, microseconds.
  const timeval = new BigInt64Array([
    BigInt(Math.floor(microseconds / MICROSECONDS_PER_SECOND)),
    BigInt(microseconds % MICROSECONDS_PER_SECOND),
  ]);
  setOption(fd, os.SOL_SOCKET, option, new Uint8Array(timeval.buffer));
}

/**
 * SO_LINGER on: close waits up to this many seconds for unsent data to be acknowledged. 0 throws that data away and
 * resets the connection: the peer sees ECONNRESET.
 */
export function setLinger(fd: number, seconds: number): void {
  // struct linger: on, seconds.
  setOption(fd, os.SOL_SOCKET, os.SO_LINGER, new Uint8Array(new Int32Array([1, seconds]).buffer));
}

/** setsockopt with a value of any shape. Throws PosixError, ENOPROTOOPT for an option this platform lacks. */
export function setOption(fd: number, level: number, option: number, value: Uint8Array): void {
  requireOption('setsockopt', option);
  checked('setsockopt', () => setsockopt(fd, level, option, value));
}

function requireOption(call: string, option: number | undefined): void {
  if (option === undefined) throw new PosixError({ call, errno: os.ENOPROTOOPT });
}
