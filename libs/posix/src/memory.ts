import { nativeAddress } from './libc.ts';

/**
 * The native address of a view's first byte, or of a buffer's, as a plain number (user space ends below 2^53 on every
 * supported system). It is stable: V8 never moves a backing store. It is valid only while the buffer is referenced by
 * JavaScript and neither transferred nor detached, so keep the buffer where you keep the address.
 */
export function addressOf(memory: ArrayBufferView | ArrayBuffer | SharedArrayBuffer): number {
  // Reading .buffer moves a small array, which V8 keeps inside its own movable object, into a backing store.
  if (ArrayBuffer.isView(memory)) return nativeAddress(memory.buffer) + memory.byteOffset;
  return nativeAddress(memory);
}
