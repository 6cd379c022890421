import { adoptOrphans, type PosixError, reapOrphan } from '@qsl/posix';
import { isRunning, processTree } from './process-tree.ts';
import { sleep } from './sleep.ts';

const GRACE_MS = 2_000;
const POLL_MS = 20;

/**
 * Does work that starts strangers' programs, and ends what they leave behind: a server that puts itself into the
 * background leaves its process group and its parent, but not this process, which adopts it. Processes that this one
 * had before are left alone.
 */
export async function endingOrphans<Result>(work: () => Promise<Result>): Promise<Result> {
  adoptOrphans();
  const before = new Set(processTree(process.pid));
  const left = () => processTree(process.pid).filter((pid) => !before.has(pid) && isRunning(pid));
  try {
    return await work();
  } finally {
    for (const pid of left()) kill(pid, 'SIGTERM');
    for (const deadline = performance.now() + GRACE_MS; left().length > 0 && performance.now() < deadline; ) {
      await sleep(POLL_MS, new AbortController().signal);
    }
    for (const pid of left()) kill(pid, 'SIGKILL');
    for (const pid of processTree(process.pid)) if (!before.has(pid)) reap(pid);
  }
}

/** Where nothing reaps orphans, as in many containers, they would stay in the table of processes for ever. */
function reap(pid: number): void {
  try {
    reapOrphan(pid);
  } catch (error) {
    // A grandchild, or one that Node has waited for already.
    if ((error as PosixError).code !== 'ECHILD') throw error;
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
