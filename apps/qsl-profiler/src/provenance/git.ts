import { realpathSync } from 'node:fs';
import { runTool } from './run-tool.ts';

export interface GitState {
  /** The full hash of the commit that is checked out; undefined before the first. */
  commit: string | undefined;
  /** Whether any of the files asked about differs from that commit, files unknown to it included. */
  dirty: boolean;
}

/**
 * The state of a folder that is the root of a git work tree. undefined without git, outside a work tree, and inside
 * one that merely contains the folder: its commit would say nothing about these files.
 */
export function readGitState(root: string, files: readonly string[]): GitState | undefined {
  const top = runTool('git', ['rev-parse', '--show-toplevel'], { cwd: root });
  if (top === undefined || realpathSync(top) !== realpathSync(root)) return undefined;
  const status = runTool('git', ['status', '--porcelain', '--untracked-files=all', '--', ...files], { cwd: root });
  if (status === undefined) return undefined;
  return { commit: runTool('git', ['rev-parse', '--verify', 'HEAD'], { cwd: root }), dirty: status !== '' };
}
