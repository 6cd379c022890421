/** What went wrong, as a stable code a caller can branch on. */
export type ProcfsErrorCode =
  /** The process or thread ended before, or while, its file was read. */
  | 'QSL_PROCFS_GONE'
  /** A file does not read as documented: `file` and `field` say where. */
  | 'QSL_PROCFS_FORMAT'
  /** No procfs here, a file this kernel does not offer, or permission denied. */
  | 'QSL_PROCFS_UNAVAILABLE'
  /** The caller passed something that cannot be a pid, a tid or a tick rate. */
  | 'QSL_PROCFS_ARGUMENT';

/** Where in which file a value stands; `field` uses the kernel's own name. */
export type Where = { file: string; field: string };

type Details = { code: ProcfsErrorCode; file?: string | undefined; field?: string | undefined; cause?: unknown };

/** The only error this library throws. The message ends with a remedy. */
export class ProcfsError extends Error {
  override readonly name = 'ProcfsError';
  readonly code: ProcfsErrorCode;
  readonly file: string | undefined;
  readonly field: string | undefined;

  constructor(message: string, { code, file, field, cause }: Details) {
    super(message, { cause });
    this.code = code;
    this.file = file;
    this.field = field;
  }
}

/** True for the error that says a process or thread has ended: an ordinary event while walking tasks. */
export function isGone(error: unknown): error is ProcfsError {
  return error instanceof ProcfsError && error.code === 'QSL_PROCFS_GONE';
}

/** What was read, or undefined where the process or thread has ended. Throws what else the reading throws. */
export function unlessGone<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

export function gone(file: string, cause: unknown): ProcfsError {
  const message =
    `${file}: the process or thread has ended, or hidepid conceals it. ` +
    'Take the last reading while it still runs, as its owner or as root.';
  return new ProcfsError(message, { code: 'QSL_PROCFS_GONE', file, cause });
}

/** Long enough to recognise a value, short enough for one line of a terminal. */
const EXCERPT_CHARS = 40;

export function malformed({ file, field }: Where, found: string | undefined, wanted: string): ProcfsError {
  const what =
    found === undefined ? 'is missing' : `reads ${JSON.stringify(found.slice(0, EXCERPT_CHARS))}, not ${wanted}`;
  const message =
    `${file}: field ${field} ${what}. ` +
    'Read the file again; if it stays so, this kernel writes a format unknown here: report it with the text of the file.';
  return new ProcfsError(message, { code: 'QSL_PROCFS_FORMAT', file, field });
}

export function unavailable(file: string, why: string, cause?: unknown): ProcfsError {
  return new ProcfsError(`${file}: ${why}`, { code: 'QSL_PROCFS_UNAVAILABLE', file, cause });
}

export function badArgument(field: string, value: unknown, wanted: string): ProcfsError {
  return new ProcfsError(`${field} is ${String(value)}: pass ${wanted}.`, { code: 'QSL_PROCFS_ARGUMENT', field });
}
