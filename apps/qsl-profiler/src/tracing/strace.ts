import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { PrerequisiteError } from '@qsl/cli';
import { runTool } from '../provenance/run-tool.ts';
import { parseStraceSummary } from './strace-summary.ts';
import type { SyscallTable } from './syscall-table.ts';
import { withTemporaryFile } from './temporary-file.ts';
import { TRIAL_PROGRAM } from './trial-program.ts';

/**
 * -f: threads too. -c: counts only, which disturbs less than printing every call. Not -w: its wall-clock times would
 * mostly be the waiting in accept, recv and epoll_wait. Of either only the counts are used.
 */
function straceCommand(file: string): string[] {
  return ['strace', '-f', '-c', '-o', file, '--'];
}

export interface Traced<Result> {
  result: Result;
  table: SyscallTable;
  /** The summary as strace wrote it. */
  raw: string;
}

/** Gives a command that runs a program under strace to some work, and reads the summary when the work is done. */
export async function withStrace<Result>(
  work: (wrapper: readonly string[]) => Promise<Result>,
): Promise<Traced<Result>> {
  return withTemporaryFile(async (file) => {
    const result = await work(straceCommand(file));
    const raw = await readFile(file, 'utf8');
    return { result, raw, table: parseStraceSummary(raw) };
  });
}

/** "6.1", or undefined without strace. */
export function straceVersion(): string | undefined {
  return /version (\S+)/.exec(runTool('strace', ['-V']) ?? '')?.[1];
}

/** Throws PrerequisiteError NO_STRACE or STRACE_REFUSED unless strace can trace a child here. */
export async function assertStraceWorks(): Promise<void> {
  if (straceVersion() === undefined) {
    throw new PrerequisiteError({
      code: 'NO_STRACE',
      message: 'strace is not on the PATH; without it the system calls cannot be counted',
      remedy: 'Install it: "apt-get install strace" or what your system has in its place.',
    });
  }
  await withTemporaryFile(async (file) => {
    const [command = '', ...args] = straceCommand(file);
    const { status, stderr } = spawnSync(command, [...args, ...TRIAL_PROGRAM], { encoding: 'utf8' });
    if (status === 0) return;
    throw new PrerequisiteError({
      code: 'STRACE_REFUSED',
      message: `strace cannot trace here: ${stderr.trim().split('\n')[0] ?? ''}`,
      remedy: 'In a container, allow ptrace (--cap-add SYS_PTRACE); on a host see kernel.yama.ptrace_scope.',
    });
  });
}
