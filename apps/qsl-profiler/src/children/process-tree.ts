import { readdirSync } from 'node:fs';
import { isGone, readStat } from '@qsl/procfs';

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

function readParents(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), readStat({ pid: Number(name) }).ppid);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  return parents;
}
