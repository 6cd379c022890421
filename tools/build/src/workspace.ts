import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One npm workspace: an app, a library or a tool. */
export interface Project {
  /** The package name, which Nx takes as the project name too. */
  name: string;
  /** Folder relative to the workspace root, with forward slashes. */
  folder: string;
  manifest: Manifest;
}

/** The parts of a package.json that the tools read. */
export interface Manifest {
  name: string;
  version?: string;
  bin?: Record<string, string>;
  exports?: Record<string, string | Record<string, string>>;
  scripts?: Record<string, string>;
  workspaces?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** The folder that holds the root package.json, found from this file: tools/build/src is three levels down. */
export const workspaceRoot = path.resolve(import.meta.dirname, '../../..');

/** Reads a folder's package.json. Throws where it is missing or is not JSON. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Every workspace under `root`, in the order of its folder names. */
export function findProjects(root: string = workspaceRoot): Project[] {
  const patterns = (readManifest(root).workspaces ?? []).map((pattern) => `${pattern}/package.json`);
  return globSync(patterns, { cwd: root })
    .map((file) => path.dirname(file))
    .sort()
    .map((folder) => {
      const manifest = readManifest(path.join(root, folder));
      return { name: manifest.name, folder: folder.split(path.sep).join('/'), manifest };
    });
}

/** Where a project's test report goes; nx.json names the same place as the output of the `test` target. */
export function tapResultFile(projectName: string, root: string = workspaceRoot): string {
  return path.join(root, '.tap-results', `${projectName}.tap`);
}
