import { join } from 'node:path';
import { badArgument } from './errors.ts';

/** Where procfs is mounted; another folder reads a recorded tree instead. */
export type ProcRoot = { root?: string | undefined };

/** One process. */
export type ProcessTarget = ProcRoot & { pid: number };

/** A network namespace: that of a process, or the reader's own. */
export type NetTarget = ProcRoot & { pid?: number | undefined };

/** One process or, with `tid`, one thread of it. */
export type TaskTarget = ProcessTarget & { tid?: number | undefined };

/** A file to read. `owner` is the folder whose absence means that the process or thread has ended. */
export type Place = { root: string; file: string; owner?: string };

const DEFAULT_ROOT = '/proc';

export function systemPlace({ root = DEFAULT_ROOT }: ProcRoot, name: string): Place {
  return { root, file: join(root, name) };
}

/** A file under net: of a process's namespace, which may be another than the reader's. */
export function netPlace({ root, pid }: NetTarget, name: string): Place {
  return pid === undefined ? systemPlace({ root }, `net/${name}`) : taskPlace({ root, pid }, `net/${name}`);
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
