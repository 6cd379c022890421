import { readFileSync } from 'node:fs';

/** The text of a one-line file of sysfs; undefined where there is none, or it may not be read. */
export function readSysfs(name: string): string | undefined {
  try {
    return readFileSync(`/sys/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}
