import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';

/** Somebody else's package that is inside an executable. */
export interface Component {
  name: string;
  version: string;
  /** An SPDX identifier or expression, as the package itself has it. */
  license: string;
  description?: string;
  /** The text of its licence. */
  licenseText: string;
}

/**
 * The npm packages that code in the bundles comes from, in ascending order. `folder` is what the paths of the metafile
 * start from. A package of which only types were read, or nothing was left, is not there.
 */
export function bundledComponents(metafile: Metafile, folder: string): Component[] {
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? path.resolve(folder, file) : [],
    ),
  );
  const folders = new Set(files.map(packageFolder).filter((found) => found !== undefined));
  const components = Array.from(folders, (found) => readComponent(found));
  // The same version may lie in several places.
  return [...new Map(components.map((component) => [keyOf(component), component])).values()].sort((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : 1,
  );
}

function keyOf({ name, version }: Component): string {
  return `${name}@${version}`;
}

function packageFolder(file: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];
}

/** Reads the package in a folder; the text of its licence may lie in another. */
export function readComponent(folder: string, licenseFolder: string = folder): Component {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const { name, version, license, description } = manifest;
  const [file] = readdirSync(licenseFolder).filter((entry) => /^licen[cs]e(?:\.\w+)?$/i.test(entry));
  if (license === undefined && file === undefined) throw new Error(`${name} ${version} says nothing of its licence`);
  const licenseText = file === undefined ? `${license}\n` : readFileSync(path.join(licenseFolder, file), 'utf8');
  return { name, version, license: license ?? 'see its text', description, licenseText };
}

/** All licence texts in one document. */
export function formatNotices(components: readonly Component[]): string {
  const notices = components.map(
    ({ name, version, license, licenseText }) => `${name} ${version} (${license})\n\n${licenseText.trim()}\n`,
  );
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return `This program contains the following works of others.\n${rule}${notices.join(rule)}`;
}
