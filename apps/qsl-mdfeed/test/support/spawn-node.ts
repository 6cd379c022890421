import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/**
 * Runs one of our programs from source under this Node. Through env(1), which becomes the program: tap gives every child
 * its own loader in NODE_OPTIONS, and that cannot load a file without an extension.
 */
export function spawnNode(
  file: string,
  args: string[],
  nodeArgs: string[] = [],
): ChildProcessByStdio<null, Readable, Readable> {
  const command = ['-u', 'NODE_OPTIONS', process.execPath, '--conditions=@qsl/source', ...nodeArgs, file, ...args];
  return spawn('env', command, { stdio: ['ignore', 'pipe', 'pipe'] });
}
