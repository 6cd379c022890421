import path from 'node:path';
import { importsOf, packageOf, resolveFrom, stringsOf } from '../code.ts';
import { isSource, manifestsOf, type Rule, type Tree } from '../tree.ts';

const SOURCE_NAME = /^[\w@./-]+\.[cm]?ts$/;

/** Files that stand on their own: tests, what a package exports or runs, and what its scripts name. */
function rootsOf(tree: Tree): string[] {
  const tests = [...tree.keys()].filter((file) => /\.test\.[cm]?ts$/.test(file));
  const entries = [...manifestsOf(tree)].flatMap(([folder, { exports = {}, scripts = {}, bin = {} }]) => {
    const exported = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    const scripted = Object.values(scripts).flatMap((script) => script.split(/\s+/));
    return [...exported, ...scripted, ...Object.values(bin)].map((name) =>
      path.posix.normalize(path.posix.join(folder, name)),
    );
  });
  return [...tests, ...entries];
}

/** Every file that `file` names: imports, and strings that are the path of one (workers and programs to start). */
function namedBy(tree: Tree, file: string): string[] {
  const text = tree.get(file) ?? '';
  const names = stringsOf(text).filter((string) => SOURCE_NAME.test(string));
  const packages = importsOf(text)
    .map(packageOf)
    .filter((name) => name !== null);
  const folders = [...manifestsOf(tree)].filter(([, { name }]) => packages.includes(name)).map(([folder]) => folder);
  const entries = folders.map((folder) => `${folder}/src/index.ts`);
  return [...names.flatMap((name) => [resolveFrom(file, name), path.posix.normalize(name)]), ...entries];
}

/** `codec.test.ts` tests `codec.ts`; that alone does not keep it alive. */
function isOwnTest(test: string, file: string): boolean {
  return test.replace(/\.test(?=\.[cm]?ts$)/, '') === file;
}

export const noDeadFiles: Rule = {
  name: 'every source file is reached from a package, a script, a worker or a test other than its own',
  check: (tree) => {
    const alive = new Set<string>();
    const queue = rootsOf(tree).filter((file) => tree.has(file));
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (alive.has(file)) continue;
      alive.add(file);
      queue.push(...namedBy(tree, file).filter((named) => tree.has(named) && !isOwnTest(file, named)));
    }
    return [...tree.keys()]
      .filter((file) => isSource(file) && !alive.has(file))
      .map((file) => `${file}: nothing uses it, save perhaps its own test`);
  },
};
