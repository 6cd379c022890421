import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program under this very Node, and shows what it prints; gives its exit status, 1 where a signal ended it. A signal
 * that comes meanwhile goes on to it, and ends this process as well when it has ended, whatever its status: with 128 and
 * the signal's number, as a shell would tell it. Rejects where it cannot be started.
 */
export function runNode(
  args: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<number> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], env });
  let interruptedBy: NodeJS.Signals | undefined;
  const forward = (signal: NodeJS.Signals): void => {
    interruptedBy ??= signal;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      for (const signal of SIGNALS) process.off(signal, forward);
      if (interruptedBy !== undefined) process.exit(128 + constants.signals[interruptedBy]);
      resolve(code ?? 1);
    });
  });
}
