import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isSea } from 'node:sea';

/** The name that the root package.json bears. */
const ROOT_NAME = 'qsl';

interface Manifest {
  name?: string;
  workspaces?: string[];
  dependencies?: Record<string, string>;
}

/**
 * The folder that holds the sources of everything, found upwards from `from`, this file by default; undefined where
 * the profiler runs without them, as a packed executable does: one that lies in a workspace is not made of its sources.
 */
export function findWorkspaceRoot(from: string = import.meta.dirname): string | undefined {
  if (isSea()) return undefined;
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (readManifest(folder)?.name === ROOT_NAME) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/**
 * The folders, relative to the root, of the named packages and of every workspace package they depend on, directly or
 * not, in ascending order. Names that are no workspace package are skipped: the lock file pins those.
 */
export function packageFolders(root: string, names: readonly string[]): string[] {
  const patterns = (readManifest(root)?.workspaces ?? []).map((pattern) => `${pattern}/package.json`);
  const packages = new Map<string, { folder: string; dependencies: string[] }>();
  for (const file of globSync(patterns, { cwd: root })) {
    const folder = path.dirname(file);
    const { name, dependencies = {} } = readManifest(path.join(root, folder)) ?? {};
    if (name !== undefined) packages.set(name, { folder, dependencies: Object.keys(dependencies) });
  }
  const needed = new Set(names);
  // Grows while it is walked.
  for (const name of needed) for (const dependency of packages.get(name)?.dependencies ?? []) needed.add(dependency);
  return Array.from(needed, (name) => packages.get(name)?.folder ?? [])
    .flat()
    .sort();
}

function readManifest(folder: string): Manifest | undefined {
  const file = path.join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
}
