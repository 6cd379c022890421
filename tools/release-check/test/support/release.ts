/** The built files, and where they are tried: away from everything that they were built from. */
import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { workspaceRoot } from '@qsl/build';
import type { Test } from 'tap';

/** Where `npm run package` puts them; QSL_BIN_DIR names another folder. */
export const binFolder = path.resolve(process.env.QSL_BIN_DIR ?? path.join(workspaceRoot, 'dist/bin'));

export const PROGRAMS = ['qsl-client', 'qsl-gateway', 'qsl-mdfeed', 'qsl-profiler'] as const;
export type Program = (typeof PROGRAMS)[number];

/** A folder that is gone when the test ends, and open to every user; its path has blanks. */
export function emptyFolder(t: Test, mode = 0o755): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'qsl release '));
  t.teardown(() => {
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true });
  });
  chmodSync(folder, mode);
  return folder;
}

/** Copies programs into an empty folder. Gives the path of each. */
export function stage(t: Test, programs: readonly Program[]): (program: Program) => string {
  const folder = path.join(emptyFolder(t), 'the programs');
  mkdirSync(folder);
  for (const program of programs) {
    const built = path.join(binFolder, program);
    if (!existsSync(built)) throw new Error(`${built} is missing: run "npm run package" first`);
    copyFileSync(built, path.join(folder, program), constants.COPYFILE_FICLONE);
    chmodSync(path.join(folder, program), 0o755);
  }
  return (program) => path.join(folder, program);
}

/** Root may write anywhere: where the tests run as root, the programs run as nobody. */
const isRoot = process.getuid?.() === 0;
export const unprivileged = isRoot ? { uid: 65534, gid: 65534 } : {};

/** What surrounds a program: the whole of its environment, and the folder it starts in. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** As little as there can be: no HOME, nothing on the PATH, and a folder that cannot be written. */
export function bareSurroundings(t: Test, env: NodeJS.ProcessEnv = {}): Surroundings {
  const cwd = emptyFolder(t, 0o555);
  return { env: { PATH: cwd, ...env }, cwd };
}

/** The same program as it runs from source. */
export function fromSource(program: Program): [file: string, ...args: string[]] {
  return [process.execPath, '--conditions=@qsl/source', path.join(workspaceRoot, 'apps', program, 'bin', program)];
}
