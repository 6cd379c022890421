import { NativeCallsError, PosixError } from './errors.ts';
import { type Koffi, loadKoffi } from './load-koffi.ts';
import { os, platform } from './platform.ts';

/** A bound C function: integers and addresses in, an integer out. */
export type NativeFunction = (...args: number[]) => number;

interface Libc {
  koffi: Koffi;
  library: ReturnType<Koffi['load']>;
}

/**
 * Loading never throws: a program must still be able to print its help where the native part is missing. What is
 * missing throws at the first call instead, with the reason.
 */
function openLibc(): Libc | NativeCallsError {
  try {
    if (process.platform !== platform) throw new Error(`${process.platform} is not supported`);
    const koffi = loadKoffi();
    // null: the C library this process already runs on, whatever its file is called here (glibc, musl, libSystem).
    return { koffi, library: koffi.load(null) };
  } catch (cause) {
    return new NativeCallsError(cause);
  }
}

const libc = openLibc();

/**
 * Binds one C function, given by its C prototype. Pointers are declared uintptr_t, so that a plain number passes
 * through; ssize_t is no koffi type and becomes long, which it is on every 64-bit system here. A function the C library
 * lacks throws ENOSYS when called.
 */
export function bind<Bound = NativeFunction>(prototype: string): Bound {
  return find(prototype) as Bound;
}

function find(prototype: string): unknown {
  if (libc instanceof NativeCallsError) {
    return () => {
      throw libc;
    };
  }
  try {
    return libc.library.func(prototype);
  } catch {
    const call = /(\w+)\s*\(/.exec(prototype)?.[1] ?? prototype;
    return () => {
      throw new PosixError({ call, errno: os.ENOSYS });
    };
  }
}

/**
 * The address of a buffer's first byte; addressOf is the public form. Where nothing can be called it is 0 and does not
 * throw, so that modules may ask for addresses while they load.
 */
export function nativeAddress(buffer: ArrayBufferLike): number {
  return libc instanceof NativeCallsError ? 0 : Number(libc.koffi.address(buffer));
}

/**
 * errno is a cell of the calling thread, which this module instance never leaves (every worker loads its own), so its
 * address is asked once and later reads are plain loads: a call through koffi.errno() costs about 30 ns, every EAGAIN.
 */
function mapErrno(): Int32Array {
  if (libc instanceof NativeCallsError) return new Int32Array(1);
  const locate = bind(platform === 'darwin' ? 'uintptr_t __error()' : 'uintptr_t __errno_location()');
  return new Int32Array(libc.koffi.view(locate(), Int32Array.BYTES_PER_ELEMENT));
}

const errnoCell = mapErrno();

/** Turns a C result into the kernel's own form: as it is from 0 upwards, else the negated errno it left behind. */
export function orErrno(result: number): number {
  return result < 0 ? -(errnoCell[0] as number) : result;
}
