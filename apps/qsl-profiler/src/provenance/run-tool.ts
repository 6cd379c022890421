import { spawnSync } from 'node:child_process';

/** No question to a tool that is asked here takes longer. */
const TIMEOUT_MS = 10_000;

export interface ToolOptions {
  cwd?: string;
}

/** Runs a tool and gives its output, trimmed; undefined if there is no such tool, or it fails or hangs. */
export function runTool(file: string, args: readonly string[], { cwd }: ToolOptions = {}): string | undefined {
  const { status, stdout } = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  return status === 0 ? stdout.trim() : undefined;
}
