import { execFileSync } from 'node:child_process';
import { cpus, release, type } from 'node:os';

export interface Circumstances {
  /** With "+" where files differ from it. */
  readonly commit: string;
  readonly utcDate: string;
  readonly cpu: string;
  readonly cpus: number;
  readonly kernel: string;
  readonly node: string;
}

/** What whoever reads the summary of a long test wants to know of it: of what it was made, when, and on what. */
export function circumstances(): Circumstances {
  return {
    commit: execFileSync('git', ['describe', '--always', '--abbrev=40', '--dirty=+', '--exclude=*'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }).trim(),
    utcDate: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    kernel: `${type()} ${release()}`,
    node: process.versions.node,
  };
}
