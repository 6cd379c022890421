import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RuntimeFailure } from '@qsl/cli';

/** Writes bench.txt and bench.json, or neither: each beside its place first. Throws RuntimeFailure NOT_WRITTEN. */
export function writeArtifact(folder: string, contents: { readonly txt: string; readonly json: string }): void {
  const files = Object.entries(contents).map(([extension, content]) => {
    const target = path.join(folder, `bench.${extension}`);
    return { target, content, temporary: `${target}.${process.pid}.tmp` };
  });
  try {
    mkdirSync(folder, { recursive: true });
    for (const { temporary, content } of files) writeFileSync(temporary, content, { flush: true });
    for (const { temporary, target } of files) renameSync(temporary, target);
  } catch (cause) {
    for (const { temporary } of files) rmSync(temporary, { force: true });
    throw new RuntimeFailure({
      code: 'NOT_WRITTEN',
      message: `the results were not written: ${(cause as Error).message}`,
      remedy: 'Choose another place with --out.',
      cause,
    });
  }
}
