import { type ProcessTarget, taskPlace } from './place.ts';
import { readLink } from './read.ts';

/** The working folder of a process: the link /proc/<pid>/cwd. Needs the rights to trace the process (same user or root). */
export function readWorkingFolder(target: ProcessTarget): string {
  return readLink(taskPlace(target, 'cwd'));
}
