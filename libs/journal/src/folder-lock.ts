import * as fs from 'node:fs';
import { join } from 'node:path';
import { tryLockFile } from '@qsl/posix';
import { doing, JournalError } from './errors.ts';

const LOCK_FILE = 'lock';

/**
 * Takes a journal folder for this process alone, until it ends or the returned function is called. The lock is the
 * kernel's (flock(2)), so that a killed gateway leaves none behind; the file's text only says who has it.
 * @throws JournalError JOURNAL_LOCKED where another process has it
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, LOCK_FILE);
  return doing('lock', file, () => {
    const fd = fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o644);
    if (!tryLockFile(fd)) {
      const owner = fs.readFileSync(file, 'latin1').trim();
      fs.closeSync(fd);
      throw new JournalError(
        'JOURNAL_LOCKED',
        `${folder} is in use by process ${owner || 'unknown'}: stop it first, or choose another folder.`,
      );
    }
    fs.ftruncateSync(fd, 0);
    fs.writeSync(fd, `${process.pid}\n`);
    return () => fs.closeSync(fd);
  });
}
