import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Gives a tracer a place for its output and removes it afterwards. */
export async function withTemporaryFile<Result>(work: (file: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'qsl-profiler-'));
  try {
    return await work(path.join(folder, 'trace.txt'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
