import { accessSync, constants, statSync } from 'node:fs';
import { UsageError } from '@qsl/cli';

/** The file that a shell would run for this word; undefined where there is none. */
export function findOnPath(word: string): string | undefined {
  const folders = word.includes('/') ? [''] : (process.env.PATH ?? '').split(':').map((folder) => `${folder}/`);
  return folders.map((folder) => `${folder}${word}`).find(isRunnable);
}

/** Refuses a command line whose program is not there: known before anything is measured. Throws UsageError NO_PROGRAM. */
export function assertRunnable(option: string, [word = '']: readonly string[]): void {
  if (word.includes('{') || findOnPath(word) !== undefined) return;
  throw new UsageError(`${option}: there is no program "${word}"${word.includes('/') ? '' : ' on the PATH'}`, {
    code: 'NO_PROGRAM',
    remedy: 'Install it, or check how it is written and that it may be executed.',
  });
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
