import { accessSync, constants, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import path from 'node:path';
import { refuse } from './checked.ts';
import { UsageError } from './errors.ts';

/** The path of a file or a folder: any text but none. Throws UsageError. */
export function parsePath(text: string): string {
  return text === '' ? refuse(text, 'the path of a file or a folder') : text;
}

/** The path of a folder that is there. Throws UsageError. */
export function parseFolder(text: string): string {
  let isFolder: boolean | undefined;
  try {
    isFolder = statSync(text, { throwIfNoEntry: false })?.isDirectory();
  } catch (error) {
    refuse(text, `a folder that can be used: ${(error as Error).message}`);
  }
  return isFolder ? text : refuse(text, 'a folder that exists');
}

/** Makes a folder of its own for a run, with a name that begins so. Throws UsageError where none can be made. */
export function makeScratchFolder(parent: string, prefix: string): string {
  try {
    return mkdtempSync(path.join(parent, prefix));
  } catch (cause) {
    throw new UsageError(`no folder can be made in ${parent}: ${(cause as Error).message}`, {
      remedy: 'Choose one that can be written to; for temporary files the environment variable TMPDIR does that.',
    });
  }
}

/**
 * Makes the folder that --out names, if need be, and finds out whether it can be written to. Throws UsageError if not. Call it
 * first: that nothing can be written shall be known before an hour of measuring.
 */
export function prepareFolder(folder: string): void {
  try {
    makeFolder(path.resolve(folder));
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { message } = cause as Error;
    throw new UsageError(`--out: nothing can be written to ${folder}: ${message}`, {
      remedy: 'Choose another place with --out.',
    });
  }
}

/** One folder at a time: where even root may not make one, as in /proc, the recursive mkdir of Node never ends. */
function makeFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (found !== undefined) throw new Error(`${folder} is no folder`);
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Somebody else may be making it just now.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
