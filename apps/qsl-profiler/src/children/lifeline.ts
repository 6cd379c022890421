import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * A shell that sleeps until its input ends and then kills a process group. Its input is a pipe that only this process
 * holds, so the group dies with this process however that ends, SIGKILL included. (PR_SET_PDEATHSIG would do it for
 * the child alone, not for what the child started, and cannot be set through Node.)
 */
export interface Lifeline {
  /** Ends the watch without touching the group: call it once the group has ended. */
  release(): Promise<void>;
}

// The POSIX spelling: dash's kill takes a negative number only after -s and --.
const SCRIPT = 'read -r _; kill -s KILL -- "-$1"';

/** Ties a process group to the life of this process. */
export function tieToThisProcess(processGroup: number): Lifeline {
  // A session of its own: Ctrl-C in the terminal must not end the watch before it is needed.
  const watcher = spawn('/bin/sh', ['-c', SCRIPT, 'lifeline', String(processGroup)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a shell there is no watch, and the measurement is none the worse. The pipe breaks when the watch is released.
  watcher.on('error', () => {});
  watcher.stdin?.on('error', () => {});
  return { release: () => end(watcher) };
}

async function end(watcher: ChildProcess): Promise<void> {
  if (watcher.pid === undefined || watcher.exitCode !== null || watcher.signalCode !== null) return;
  watcher.kill('SIGKILL');
  await once(watcher, 'exit');
}
