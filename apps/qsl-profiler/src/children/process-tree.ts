import { readdirSync } from 'node:fs';
import { readStat, unlessGone } from '@qsl/procfs';

/** A process and everything it started that still runs, itself first. Processes that end meanwhile are left out. */
export function processTree(rootPid: number): number[] {
  const parents = readParents();
  const tree = [rootPid];
  // Grows while it is walked: children are appended behind their parent.
  for (const parent of tree) {
    for (const [pid, ppid] of parents) if (ppid === parent) tree.push(pid);
  }
  return tree;
}

/** Whether there is such a process, and it has not ended: a zombie has. */
export function isRunning(pid: number): boolean {
  const state = unlessGone(() => readStat({ pid }).state);
  return state !== undefined && state !== 'Z';
}

function readParents(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = unlessGone(() => readStat({ pid: Number(name) }));
    if (stat !== undefined) parents.set(stat.pid, stat.ppid);
  }
  return parents;
}
