import { type ChildProcessByStdio, spawn } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** A folder of executables to test in place of the source. */
const packed = process.env.QSL_BIN_DIR;

/** Long beyond anything that works, and shorter than a test file may take: what hangs does not outlive its test. */
const PATIENCE_MS = 180_000;

/**
 * Runs one of our programs from source under this Node, or the executable of that name. Through env(1), which becomes the
 * program: tap gives every child its own loader in NODE_OPTIONS, and that cannot load a file without an extension.
 */
export function spawnNode(
  file: string,
  args: string[],
  nodeArgs: string[] = [],
): ChildProcessByStdio<null, Readable, Readable> {
  const program =
    packed === undefined || nodeArgs.length > 0
      ? [process.execPath, '--conditions=@qsl/source', ...nodeArgs, file]
      : [path.resolve(packed, path.basename(file))];
  const command = ['-u', 'NODE_OPTIONS', ...program, ...args];
  return spawn('env', command, { stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
}
