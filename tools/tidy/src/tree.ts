import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '@qsl/build';

/**
 * The files of a workspace, by path from its root with forward slashes; one that is no text is empty. Rules see nothing
 * else, so a test can invent one.
 */
export type Tree = ReadonlyMap<string, string>;

/** A rule of the house: it names what breaks it, one line each, `path: what is wrong`. */
export interface Rule {
  name: string;
  check: (tree: Tree) => string[];
}

const GENERATED = ['node_modules', '.git', '.nx', '.tap', '.tap-results', 'dist'];
const TEXT = /\.(?:[cm]?[jt]s|json[cl]?|md|ya?ml|txt|sh|html|css|svg)$|(?:^|\/)(?:\.[a-z]+|LICENSE|run|bin\/[a-z-]+)$/;

/** Whether a file is text that people, or an experiment, wrote, by its name. */
export function isText(file: string): boolean {
  return TEXT.test(file);
}

/** Every file below `root`, by path; generated folders and the build folder of the root are left out, as in .gitignore. */
function walk(root: string, folder = ''): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (GENERATED.includes(entry.name) || file === 'build') return []; // .git is a file in a linked worktree
    if (entry.isFile()) return [file];
    return entry.isDirectory() ? walk(root, file) : [];
  });
}

/** Every file of the workspace but logs, which git ignores. */
export function readTree(root: string): Tree {
  const files = walk(root).filter((file) => !file.endsWith('.log'));
  const read = (file: string) => (isText(file) ? readFileSync(path.join(root, file), 'utf8') : '');
  return new Map(files.sort().map((file) => [file, read(file)]));
}

/**
 * The tree with the artifacts in results/ as they were committed: whoever measures on a machine of their own has changed
 * them, and has broken nothing. Without git, or a commit, the tree as it is.
 */
export function withCommittedResults(tree: Tree, root: string): Tree {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;
  const changed = git('diff', '--name-only', '--no-renames', '--relative', 'HEAD', '--', 'results') ?? '';
  const committed = changed.split('\n').map((file): [string, string] => [file, git('show', `HEAD:./${file}`) ?? '']);
  return new Map([...tree, ...committed.filter(([file, text]) => isText(file) && text !== '')]);
}

/** The folder of the project that a file belongs to (`libs/posix`), or null for a file of the root. */
export function projectOf(file: string): string | null {
  return /^(?:apps|libs|tools)\/[^/]+(?=\/)/.exec(file)?.[0] ?? null;
}

/** TypeScript, tests included. */
export function isSource(file: string): boolean {
  return /\.[cm]?ts$/.test(file) && projectOf(file) !== null;
}

/** A test or a benchmark, or something that helps one: no part of what the project is. */
export function isTest(file: string): boolean {
  return /\.test\.[cm]?ts$/.test(file) || /^[^/]+\/[^/]+\/(?:test|bench)\//.test(file);
}

/** The package.json of each project, by folder; the root's under the empty name. */
export function manifestsOf(tree: Tree): Map<string, Manifest> {
  const manifests = new Map<string, Manifest>();
  for (const [file, text] of tree) {
    const folder = /^((?:apps|libs|tools)\/[^/]+\/)?package\.json$/.test(file) ? (projectOf(file) ?? '') : null;
    if (folder !== null) manifests.set(folder, JSON.parse(text) as Manifest);
  }
  return manifests;
}
