import t from 'tap';
import { linksResolve, oneTitle } from './documents.ts';

t.test('a document has exactly one title', async (t) => {
  const cases: [string, number][] = [
    ['# One\n\n## Two\n', 0],
    ['# One\n\n# Two\n', 1],
    ['## Two\n', 1],
    ['# One\n\n```sh\n# a comment\n```\n', 0],
    ['# One\n\n<!--\n# hidden\n-->\n', 0],
  ];
  for (const [text, findings] of cases) t.equal(oneTitle.check(new Map([['a.md', text]])).length, findings, text);
});

t.test('links lead somewhere', async (t) => {
  const tree = (text: string) =>
    new Map([
      ['docs/a.md', `# A title\n\n${text}\n`],
      ['docs/b.md', '# B\n\n## The `--spin` flag, and why\n'],
      ['libs/posix/src/raw.ts', ''],
    ]);
  const good = [
    '[b](b.md)',
    '[b](./b.md#the---spin-flag-and-why)',
    '[here](#a-title)',
    '[code](../libs/posix/src/raw.ts#L3)',
    '[folder](../libs/posix)',
    '[folder](../libs/posix/)',
    '[web](https://example.org/x.md)',
    '`[not a link](nowhere.md)`',
    '```\n[not a link](nowhere.md)\n```',
    '[b]: b.md',
  ];
  for (const text of good) t.strictSame(linksResolve.check(tree(text)), [], text);
  const bad = ['[c](c.md)', '![c](c.png "title")', '[b](b.md#nothing)', '[here](#nothing)', '[up](../x/)', '[c]: c.md'];
  for (const text of bad) t.equal(linksResolve.check(tree(text)).length, 1, text);
});
