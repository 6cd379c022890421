import { workspaceRoot } from '@qsl/build';
import t from 'tap';
import { rules } from '../src/rules.ts';
import { readTree, withCommittedResults } from '../src/tree.ts';

const tree = readTree(workspaceRoot);

t.test('the tree is this workspace', async (t) => {
  for (const file of [
    'package.json',
    'tools/tidy/test/workspace.test.ts',
    '.ci/run',
    'apps/qsl-client/bin/qsl-client',
  ]) {
    t.ok(tree.has(file), file);
  }
  t.notOk(
    [...tree.keys()].some((file) => /(?:^|\/)(?:node_modules|dist)\//.test(file)),
    'nothing generated is in it',
  );
});

for (const { name, check } of rules) {
  const broken = check(tree);
  // `npm run profile-io` before `npm test` is what the README tells newcomers to do.
  t.strictSame(broken.length === 0 ? [] : check(withCommittedResults(tree, workspaceRoot)), [], name);
}
