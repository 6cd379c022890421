import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ProcfsError } from '../src/errors.ts';

/** A tree recorded on Linux 6.18, x86-64 (little-endian): see fixtures/README.md. Usable as `root`. */
export const RECORDED_ROOT = fileURLToPath(new URL('../fixtures/linux-6.18', import.meta.url));

/** The recorded process: two JavaScript threads (node-MainThread, subject) and six of the runtime. */
export const RECORDED_PID = 3;

/** The text of a recorded file. */
export function recorded(name: string): string {
  return readFileSync(`${RECORDED_ROOT}/${name}`, 'utf8');
}

/** The proper beginnings of a text that `parse` accepts: a file that was cut should not pass for a whole one. */
export function cutsAccepted(text: string, parse: (text: string) => unknown): string[] {
  return Array.from(text, (_, end) => text.slice(0, end)).filter((cut) => {
    try {
      parse(cut);
      return true;
    } catch (error) {
      if (error instanceof ProcfsError && error.code === 'QSL_PROCFS_FORMAT') return false;
      throw error;
    }
  });
}
