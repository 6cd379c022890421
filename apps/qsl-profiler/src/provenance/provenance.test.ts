import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import { readGitState } from './git.ts';
import { formatProvenance } from './header.ts';
import { gatherProvenance } from './provenance.ts';
import { hashFiles, sourceFiles } from './source-hash.ts';
import { findWorkspaceRoot, packageFolders } from './workspace.ts';

const manifest = (name: string, dependencies: Record<string, string> = {}) => JSON.stringify({ name, dependencies });

const WORKSPACE = {
  'package.json': JSON.stringify({ name: 'qsl', workspaces: ['apps/*', 'libs/*'] }),
  'package-lock.json': '{}',
  apps: {
    'qsl-gateway': {
      'package.json': manifest('qsl-gateway', { '@qsl/a': '*', koffi: '3' }),
      bin: { 'qsl-gateway': 'run' },
      src: { 'main.ts': 'main', 'main.test.ts': 'test', deep: { 'x.ts': 'x' } },
    },
    'qsl-profiler': { 'package.json': manifest('qsl-profiler'), src: { 'main.ts': 'main' } },
  },
  libs: {
    a: { 'package.json': manifest('@qsl/a', { '@qsl/b': '*' }), src: { 'a.ts': 'a' }, dist: { 'a.js': 'built' } },
    b: { 'package.json': manifest('@qsl/b', { '@qsl/a': '*' }), src: { 'b.ts': 'b' } },
    c: { 'package.json': manifest('@qsl/c'), src: { 'c.ts': 'c' } },
  },
};

const FILES = [
  'apps/qsl-gateway/bin/qsl-gateway',
  'apps/qsl-gateway/package.json',
  'apps/qsl-gateway/src/deep/x.ts',
  'apps/qsl-gateway/src/main.ts',
  'libs/a/package.json',
  'libs/a/src/a.ts',
  'libs/b/package.json',
  'libs/b/src/b.ts',
  'package-lock.json',
];

const input = (root: string | undefined) => ({
  ...{ command: 'qsl-profiler gateway-io', kind: 'gateway-io', root, clkTck: 100, transport: 'epoll', load: '1' },
  programs: { gateway: { build: 'source', sha256: '0'.repeat(64) } },
  packages: ['qsl-gateway', 'qsl-profiler'],
  tunables: { QSL_X: { value: '1', from: 'default' as const } },
});

/** Hides every tool from the code under test. */
function withoutTools<Result>(work: () => Result): Result {
  const { PATH } = process.env;
  process.env.PATH = '/nonexistent';
  try {
    return work();
  } finally {
    process.env.PATH = PATH;
  }
}

t.test('sources are those of a package and of all it rests on, without tests and builds', async (t) => {
  const root = t.testdir(WORKSPACE);
  t.strictSame(packageFolders(root, ['qsl-gateway']), ['apps/qsl-gateway', 'libs/a', 'libs/b']);
  t.strictSame(sourceFiles(root, ['qsl-gateway']), FILES);
  t.equal(findWorkspaceRoot(path.join(root, 'libs/a/src')), root);
  t.equal(findWorkspaceRoot(path.parse(root).root), undefined);
});

t.test('the hash changes with the content and the name of any source, and with nothing else', async (t) => {
  const root = t.testdir(WORKSPACE);
  const hash = () => hashFiles(root, sourceFiles(root, ['qsl-gateway']));
  const before = hash();
  writeFileSync(path.join(root, 'apps/qsl-gateway/src/main.test.ts'), 'another test');
  writeFileSync(path.join(root, 'libs/c/src/c.ts'), 'another package');
  t.equal(hash(), before);
  writeFileSync(path.join(root, 'libs/b/src/b.ts'), 'B');
  const changed = hash();
  t.not(changed, before);
  rmSync(path.join(root, 'libs/b/src/b.ts'));
  writeFileSync(path.join(root, 'libs/b/src/renamed.ts'), 'B');
  t.not(hash(), changed);
});

const hasGit = (() => {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

t.test('git tells the commit, and whether inputs differ from it', { skip: hasGit ? false : 'needs git' }, async (t) => {
  const root = t.testdir(WORKSPACE);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  t.equal(readGitState(root, FILES), undefined, 'a folder within a work tree is not its root');
  git('init', '--quiet');
  t.strictSame(readGitState(root, FILES), { commit: undefined, dirty: true }, 'before the first commit');
  git('add', '--all');
  git('commit', '--quiet', '--message=first');
  const commit = git('rev-parse', 'HEAD').trim();
  t.strictSame(readGitState(root, FILES), { commit, dirty: false });
  writeFileSync(path.join(root, 'libs/c/src/c.ts'), 'no input');
  t.match(readGitState(root, FILES), { dirty: false });
  writeFileSync(path.join(root, 'libs/a/src/a.ts'), 'changed');
  t.match(readGitState(root, FILES), { dirty: true });
  git('checkout', '--quiet', '--', 'libs/a');
  mkdirSync(path.join(root, 'libs/b/src/new'));
  writeFileSync(path.join(root, 'libs/b/src/new/n.ts'), 'unknown to git');
  t.match(readGitState(root, sourceFiles(root, ['qsl-gateway'])), { dirty: true });
});

t.test('without git and tools the header says unavailable, and is whole all the same', async (t) => {
  const { facts } = withoutTools(() => gatherProvenance(input(t.testdir(WORKSPACE))));
  const { gitCommit, dirtyInputs, strace, perf } = facts;
  for (const fact of [gitCommit, dirtyInputs, strace, perf]) t.equal(fact, 'unavailable');
  t.match(facts.sourcesSha256, /^[0-9a-f]{64}$/);
  for (const [name, fact] of Object.entries(facts)) t.ok(fact.length > 0, name);
});

t.test('without a workspace there are no sources to speak of', async (t) => {
  t.match(gatherProvenance(input(undefined)).facts, {
    sourcesSha256: 'unavailable',
    gitCommit: 'unavailable',
    dirtyInputs: 'unavailable',
  });
});

t.test('the header names no host, no user’s folder and no path', async (t) => {
  const header = formatProvenance(gatherProvenance(input(findWorkspaceRoot()))).join('\n');
  for (const secret of [os.hostname(), os.homedir(), process.cwd()]) t.notOk(header.includes(` ${secret}`), secret);
  t.notMatch(header, / \/\w/);
  t.notMatch(header, /([0-9a-f]{2}:){5}[0-9a-f]{2}/i);
  t.match(header, /^ {2}tools .*, CLK_TCK 100$/m);
  t.match(header, /QSL_X=1 \(default\)/);
});
