import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readTree, withCommittedResults } from './tree.ts';

const hasGit = spawnSync('git', ['--version']).status === 0;

t.test('one’s own measurements are set aside, all else is as it is', { skip: hasGit ? false : 'no git' }, async (t) => {
  const root = t.testdir({ results: { 'a.txt': 'committed\n', 'b.txt': 'b\n' }, 'README.md': '# committed\n' });
  t.strictSame(withCommittedResults(readTree(root), root), readTree(root), 'there is no commit');
  const git = (...args: string[]) => {
    const { status, stderr } = spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: root });
    t.equal(status, 0, `${stderr}`);
  };
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'x');
  for (const file of ['results/a.txt', 'results/new.txt', 'README.md']) writeFileSync(path.join(root, file), 'mine\n');
  const tree = withCommittedResults(readTree(root), root);
  t.strictSame(Object.fromEntries(tree), {
    'README.md': 'mine\n',
    'results/a.txt': 'committed\n',
    'results/b.txt': 'b\n',
    'results/new.txt': 'mine\n',
  });
});

t.test(
  'what is generated is no part of the tree, be it a folder or, as .git in a linked worktree, a file',
  async (t) => {
    const root = t.testdir({ '.git': 'gitdir: x', node_modules: { 'a.ts': '' }, build: { 'b.ts': '' }, 'c.ts': 'c' });
    t.strictSame([...readTree(root).keys()], ['c.ts']);
  },
);
