import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PrerequisiteError } from '@qsl/cli';

/** Gives work a folder of its own and removes it afterwards. Throws PrerequisiteError NO_TEMPORARY_FOLDER. */
export async function withTemporaryFolder<Result>(
  prefix: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await makeFolder(path.join(os.tmpdir(), prefix));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives a tracer a place for its output and removes it afterwards. Throws as withTemporaryFolder does. */
export function withTemporaryFile<Result>(work: (file: string) => Promise<Result>): Promise<Result> {
  return withTemporaryFolder('qsl-profiler-', (folder) => work(path.join(folder, 'trace.txt')));
}

async function makeFolder(prefix: string): Promise<string> {
  try {
    return await mkdtemp(prefix);
  } catch (cause) {
    throw new PrerequisiteError({
      code: 'NO_TEMPORARY_FOLDER',
      message: `no temporary folder can be made in ${path.dirname(prefix)}: ${(cause as Error).message}`,
      remedy: 'Set TMPDIR to a folder that can be written to.',
      cause,
    });
  }
}
