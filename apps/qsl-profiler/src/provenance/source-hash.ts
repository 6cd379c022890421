import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageFolders } from './workspace.ts';

/** Third-party code is what the lock file says it is. */
const LOCK_FILE = 'package-lock.json';

/**
 * The source files, relative to the root and in ascending order, that the behaviour of these packages rests on: what
 * runs, of them and of the workspace packages they need, and the lock file. Tests are left out.
 */
export function sourceFiles(root: string, packages: readonly string[]): string[] {
  const patterns = packageFolders(root, packages).flatMap((folder) => [
    `${folder}/package.json`,
    `${folder}/bin/*`,
    `${folder}/src/**/*`,
  ]);
  const files = globSync([...patterns, LOCK_FILE], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  return files.sort();
}

/** One SHA-256 over the files' names and contents: `sha256sum` lines of the files, in order, hashed again. */
export function hashFiles(root: string, files: readonly string[]): string {
  const lines = files.map((file) => `${hashFile(path.join(root, file))}  ${file}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** SHA-256 of one file, in hexadecimal. */
export function hashFile(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
