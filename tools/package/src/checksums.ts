import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Checksum {
  file: string;
  sha256: string;
}

/** SHA-256 of a file, in hexadecimal. */
export function hashFile(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** SHA-256 of files of one folder. */
export function checksumsOf(folder: string, files: readonly string[]): Checksum[] {
  return files.map((file) => ({ file, sha256: hashFile(path.join(folder, file)) }));
}

/** The lines that `sha256sum -c` takes. */
export function formatChecksums(sums: readonly Checksum[]): string {
  return sums.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join('');
}

/** Reads what formatChecksums wrote. */
export function parseChecksums(text: string): Checksum[] {
  return Array.from(text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm), ([, sha256 = '', file = '']) => ({ file, sha256 }));
}
