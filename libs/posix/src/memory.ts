import { nativeAddress } from './libc.ts';

/**
 * The native address of a view's first byte, or of a buffer's, as a plain number (user space ends below 2^53 on every
 * supported system). It is stable: V8 never moves a backing store. It is valid only while JavaScript references the
 * memory and does not transfer or detach it, and a number is no reference: keep the buffer in the object that keeps the
 * address. A constant of a module that no function uses again is collected like any other garbage, and the next call
 * writes into somebody else's memory; pin() is for those.
 */
export function addressOf(memory: ArrayBufferView | ArrayBufferLike): number {
  // Reading .buffer moves a small array, which V8 keeps inside its own movable object, into a backing store.
  if (ArrayBuffer.isView(memory)) return nativeAddress(memory.buffer) + memory.byteOffset;
  return nativeAddress(memory);
}

const pinned = new Set<ArrayBufferView | ArrayBufferLike>();

/** The address of memory that shall live as long as its thread: it is never collected from here on. */
export function pin(memory: ArrayBufferView | ArrayBufferLike): number {
  pinned.add(memory);
  return addressOf(memory);
}
