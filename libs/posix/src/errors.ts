import { errnoMessage, errnoName } from './errno.ts';
import { os } from './platform.ts';

/** What to do about the failures a user can mend: by call and code where the call matters, else by code. */
const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another socket holds this port: choose another port, or 0 for a free one.',
  'bind EACCES': 'Ports below 1024 need privilege: choose a higher port, or run with CAP_NET_BIND_SERVICE.',
  'bind EADDRNOTAVAIL': 'The address belongs to no interface of this machine: list them with "ip addr" or "ifconfig".',
  'connect EADDRNOTAVAIL': 'Every local port towards this peer is taken or in TIME_WAIT: connect less often, or wait.',
  'connect ECONNREFUSED': 'Nothing listens there: start the server, or check host and port.',
  EMFILE: 'This process is out of descriptors: raise its limit ("ulimit -n"), or open fewer at a time.',
  ENFILE: 'The whole system is out of descriptors: raise fs.file-max, or close other programs.',
  ENOSYS: 'This system or its C library lacks the call.',
};

export interface PosixFailure {
  /** The C function that failed, such as bind. */
  call: string;
  /** The positive errno it left. */
  errno: number;
  /** What it was asked to work on, such as 127.0.0.1:9009. */
  about?: string;
}

/** A failed system call. `code` is its errno's name, stable across platforms whose numbers differ. */
export class PosixError extends Error {
  override readonly name = 'PosixError';
  readonly code: string;
  readonly errno: number;
  readonly call: string;

  constructor({ call, errno, about }: PosixFailure) {
    const code = errnoName(errno);
    const remedy = REMEDIES[`${call} ${code}`] ?? REMEDIES[code];
    super(`${call}${about ? ` ${about}` : ''}: ${errnoMessage(errno)} (${code})${remedy ? `. ${remedy}` : ''}`);
    this.code = code;
    this.errno = errno;
    this.call = call;
  }
}

/** A host or port that cannot be one, found before any system call: a mistake of usage. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
  readonly code: 'BAD_HOST' | 'BAD_PORT';

  constructor(code: 'BAD_HOST' | 'BAD_PORT', message: string) {
    super(message);
    this.code = code;
  }
}

const INSTALL_KOFFI =
  'QSL needs Linux or macOS and koffi with its package for this platform ' +
  `(@koromix/koffi-${process.platform}-${process.arch}): run "npm ci" without --omit=optional.`;

/** The C library cannot be called at all: a missing prerequisite. A cause that knows its remedy says it. */
export class NativeCallsError extends Error {
  override readonly name = 'NativeCallsError';
  readonly code = 'NATIVE_CALLS_UNAVAILABLE';

  constructor(cause: unknown) {
    // The first line alone: Node adds a list of the requiring files below it.
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    super(`system calls are unavailable: ${reason}. ${(cause as { remedy?: string }).remedy ?? INSTALL_KOFFI}`, {
      cause,
    });
  }
}

/**
 * Runs a system call that reports failure as a negated errno until no signal interrupts it, and throws PosixError for
 * any other failure. `run` must be safe to repeat: close(2) and connect(2) are not.
 */
export function checked(call: string, run: () => number, about?: string): number {
  for (;;) {
    const result = run();
    if (result >= 0) return result;
    if (result !== -os.EINTR) throw new PosixError({ call, errno: -result, about });
  }
}
