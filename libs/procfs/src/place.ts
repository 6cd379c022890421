import { join } from 'node:path';
import { badArgument } from './errors.ts';

/** Where procfs is mounted; another folder reads a recorded tree instead. */
export type ProcRoot = { root?: string | undefined };

/** One process. */
export type ProcessTarget = ProcRoot & { pid: number };

/** One process or, with `tid`, one thread of it. */
export type TaskTarget = ProcessTarget & { tid?: number | undefined };

/** A file to read. `owner` is the folder whose absence means that the process or thread has ended. */
export type Place = { root: string; file: string; owner?: string };

const DEFAULT_ROOT = '/proc';

export function systemPlace({ root = DEFAULT_ROOT }: ProcRoot, name: string): Place {
  return { root, file: join(root, name) };
}

export function taskPlace({ root = DEFAULT_ROOT, pid, tid }: TaskTarget, name: string): Place {
  const process = join(root, taskId('pid', pid));
  const owner = tid === undefined ? process : join(process, 'task', taskId('tid', tid));
  return { root, file: join(owner, name), owner };
}

/** Refused here, since "/proc/NaN" would otherwise look like a process that has ended. */
function taskId(field: 'pid' | 'tid', id: number): string {
  if (!Number.isSafeInteger(id) || id < 1) throw badArgument(field, id, 'a whole number of at least 1');
  return String(id);
}
