import { existsSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { findProjects, tapResultFile, workspaceRoot } from './workspace.ts';

t.test('the root is the folder of the lock file', async (t) => {
  t.ok(existsSync(path.join(workspaceRoot, 'package-lock.json')));
});

t.test('projects are the folders with a package.json that the workspace patterns name', async (t) => {
  const root = t.testdir({
    'package.json': JSON.stringify({ name: 'root', workspaces: ['apps/*', 'libs/*'] }),
    apps: { b: { 'package.json': JSON.stringify({ name: 'app-b' }) }, empty: {} },
    libs: { a: { 'package.json': JSON.stringify({ name: '@x/a' }) } },
    other: { c: { 'package.json': JSON.stringify({ name: 'c' }) } },
  });
  const found = findProjects(root).map(({ name, folder }) => [name, folder]);
  t.strictSame(found, [
    ['app-b', 'apps/b'],
    ['@x/a', 'libs/a'],
  ]);
});

t.test('a scoped project keeps its scope in the name of its report', async (t) => {
  t.equal(tapResultFile('@x/a', '/top'), '/top/.tap-results/@x/a.tap');
});
