import { bind, orErrno } from './libc.ts';
import { pin } from './memory.ts';

/*
 * The calls that set a socket up. Results are as raw's: >= 0 or the negated errno. Values pass through memory of this
 * module's own: its address is known, and the collector cannot take it between its being addressed and being read.
 * Every worker has its own copy of the module, so no two threads share it.
 */

const socketNative = bind('int socket(int, int, int)');
const bindNative = bind('int bind(int, uintptr_t, unsigned int)');
const listenNative = bind('int listen(int, int)');
const connectNative = bind('int connect(int, uintptr_t, unsigned int)');
const getsocknameNative = bind('int getsockname(int, uintptr_t, uintptr_t)');
const getsockoptNative = bind('int getsockopt(int, int, int, uintptr_t, uintptr_t)');
const setsockoptNative = bind('int setsockopt(int, int, int, uintptr_t, unsigned int)');

/** As large as the largest value, a struct tcp_info, which grows with the kernel, with room. */
const VALUE_BYTES = 512;
const value = new Uint8Array(VALUE_BYTES);
const valueAddress = pin(value);
const length = new Uint32Array(1);
const lengthAddress = pin(length);

export function socket(family: number, type: number, protocol = 0): number {
  return orErrno(socketNative(family, type, protocol));
}

export function bindSocket(fd: number, socketAddress: Uint8Array): number {
  value.set(socketAddress);
  return orErrno(bindNative(fd, valueAddress, socketAddress.byteLength));
}

export function listen(fd: number, backlog: number): number {
  return orErrno(listenNative(fd, backlog));
}

export function connect(fd: number, socketAddress: Uint8Array): number {
  value.set(socketAddress);
  return orErrno(connectNative(fd, valueAddress, socketAddress.byteLength));
}

/** Fills `room` with the local address; returns its length, cut to the room. */
export function getsockname(fd: number, room: Uint8Array): number {
  length[0] = VALUE_BYTES;
  return receiveValue(orErrno(getsocknameNative(fd, valueAddress, lengthAddress)), room);
}

/** Fills `room` with the option's value; returns its length, cut to the room. */
export function getsockopt(fd: number, level: number, option: number, room: Uint8Array): number {
  length[0] = room.byteLength;
  return receiveValue(orErrno(getsockoptNative(fd, level, option, valueAddress, lengthAddress)), room);
}

export function setsockopt(fd: number, level: number, option: number, optionValue: Uint8Array): number {
  value.set(optionValue);
  return orErrno(setsockoptNative(fd, level, option, valueAddress, optionValue.byteLength));
}

function receiveValue(result: number, room: Uint8Array): number {
  if (result < 0) return result;
  const received = Math.min(length[0] as number, room.byteLength);
  room.set(value.subarray(0, received));
  return received;
}
