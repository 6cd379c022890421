import { createHash } from 'node:crypto';
import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RuntimeFailure } from '@qsl/cli';

/** What is written of a run. */
export interface Artifact {
  /** Of both files, without what says in which form they are. */
  readonly name: string;
  readonly contents: { readonly txt: string; readonly json: string };
}

/** A report in both its forms, of which the text ends with the SHA-256 of the JSON: they prove to belong together. */
export function artifactOf<Report>(name: string, report: Report, format: (report: Report) => string): Artifact {
  const json = `${JSON.stringify(report, null, 2)}\n`;
  const sha256 = createHash('sha256').update(json).digest('hex');
  const txt = `${format(report)}\nAll of it as data: ${name}.json, SHA-256 ${sha256}\n`;
  return { name, contents: { txt, json } };
}

/**
 * Writes an artifact's text and JSON into a folder, or neither: both lie beside their places, and nothing there keeps them
 * from taking these, before either does. A machine that dies between the two is left with two of different runs. Throws
 * RuntimeFailure NOT_WRITTEN.
 */
export function writeArtifact(folder: string, { name, contents }: Artifact): void {
  const files = Object.entries(contents).map(([extension, content]) => {
    const target = path.join(folder, `${name}.${extension}`);
    return { target, content, temporary: `${target}.${process.pid}.tmp` };
  });
  try {
    for (const { target } of files) assertReplaceable(target);
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

/** rename(2) puts a file in the place of anything but a folder. */
function assertReplaceable(target: string): void {
  if (lstatSync(target, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${target} is a folder`);
}
