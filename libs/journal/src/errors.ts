/** What can be wrong with a journal; stable, for scripts and tests. Failed file operations have their errno's name instead. */
export type JournalErrorCode =
  /** Bytes that were whole once are not what was written. */
  | 'JOURNAL_DAMAGED'
  /** A file is missing between others. */
  | 'JOURNAL_GAP'
  /** It was made under other symbols, limits or another capacity. */
  | 'JOURNAL_CONFIG'
  /** Another process writes to the folder. */
  | 'JOURNAL_LOCKED'
  /** A file does not fit into memory. */
  | 'JOURNAL_TOO_LARGE'
  /** There is no journal in the folder. */
  | 'JOURNAL_NONE';

/** A journal that cannot be used as it is. The message names the file, and what to do. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: string;

  constructor(code: JournalErrorCode | (string & {}), message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What of a journal is damaged: it decides what can be done without a copy. */
export type DamagedPart = 'record' | 'segment header' | 'snapshot';

const REMEDIES_WITHOUT_COPY: Readonly<Record<DamagedPart, string>> = {
  record:
    'to go on without everything from there on, cut the file at that offset (truncate -s) and remove all later files',
  'segment header':
    'to go on without every command in it and behind it, remove this file and all later ones; ' +
    'a snapshot of the sequence number just before it too, if the segments before that are still there',
  snapshot: 'if the segments before it are still there, remove this file: nothing is lost then',
};

/** Bytes at `offset` of `file` are wrong in a way that no crash while appending explains. */
export function damaged(file: string, offset: number, what: string, part: DamagedPart = 'record'): JournalError {
  const remedy = `Nothing was changed. Restore the folder from a copy; or, ${REMEDIES_WITHOUT_COPY[part]}.`;
  return new JournalError('JOURNAL_DAMAGED', `${file} is damaged at offset ${offset}: ${what}. ${remedy}`);
}

/** Whether a file could not be opened for want of descriptors, of this process or the system: it may be possible later. */
export function isOutOfDescriptors(error: unknown): boolean {
  return error instanceof JournalError && (error.code === 'EMFILE' || error.code === 'ENFILE');
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'Free space on that file system.',
  EDQUOT: 'Free space within the quota.',
  EFBIG: 'Raise the limit on file sizes ("ulimit -f").',
  EROFS: 'Choose a folder on a writable file system.',
  EACCES: 'Choose a folder that this user may write to.',
  EPERM: 'Choose a folder that this user may write to.',
  ENOENT: 'Check the path.',
  ENOTDIR: 'Give the path of a folder.',
};

/** Runs file operations on `file`; a failed one is reported as what it was meant to do. */
export function doing<Result>(what: string, file: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string' || error instanceof JournalError) throw error;
    const remedy = REMEDIES[code];
    const advice = remedy === undefined ? '' : ` ${remedy}`;
    throw new JournalError(code, `the journal cannot ${what} ${file}: ${message}.${advice}`, { cause: error });
  }
}
