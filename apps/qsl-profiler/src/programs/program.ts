import { existsSync } from 'node:fs';
import path from 'node:path';
import { isSea } from 'node:sea';
import { PrerequisiteError, parseAs, parseExecutable } from '@qsl/cli';
import { hashFile, hashFiles, sourceFiles } from '../provenance/source-hash.ts';

/** A program of this project that the profiler runs. */
export interface Program {
  file: string;
  /** Arguments before any others. */
  args: readonly string[];
  /** For the header: `source` or `binary NAME`. */
  build: string;
  /** Of the binary, or over the sources the program rests on. */
  sha256: string;
}

export interface ProgramSearch {
  /** Its package, its executable and the folder of its app: `qsl-gateway`. */
  name: string;
  /** The workspace, if there is one. */
  root: string | undefined;
  /** What the user named in its place. */
  binary?: string | undefined;
  /** The option for that: `--gateway-bin`. */
  option: string;
}

/**
 * The program that the user named; else that of the workspace, run from source by this very Node; else, for a packed
 * profiler, the packed program that lies beside it. Throws UsageError or PrerequisiteError.
 */
export function findProgram({ name, root, binary, option }: ProgramSearch): Program {
  if (binary !== undefined) return asBinary(binary, option);
  const neighbour = path.join(path.dirname(process.execPath), name);
  if (isSea() && existsSync(neighbour)) return asBinary(neighbour, option);
  if (root === undefined) {
    throw new PrerequisiteError({
      code: 'NO_PROGRAM',
      message: `there is no ${name} to run: this profiler runs outside the workspace`,
      remedy: `Put ${name} beside qsl-profiler, or name one with ${option} PATH.`,
    });
  }
  return {
    file: process.execPath,
    args: ['--conditions=@qsl/source', path.join(root, 'apps', name, 'bin', name)],
    build: 'source',
    sha256: hashFiles(root, sourceFiles(root, [name])),
  };
}

function asBinary(file: string, option: string): Program {
  parseAs(option, parseExecutable, file);
  return { file: path.resolve(file), args: [], build: `binary ${path.basename(file)}`, sha256: hashFile(file) };
}
