import t from 'tap';
import { importsOf, namesOf, packageOf, resolveFrom, stringsOf } from './code.ts';

t.test('imports of every form are seen, and nothing else', async (t) => {
  const source = `
    import a from 'a'; import type { B } from "b"; import 'c'; export * from 'd'; export { e } from 'e';
    const f = await import('f'); const g = require('g');
    // import 'no';
    /* import 'no' */ const text = "import 'no'"; say('no'); const re = /from 'no'/;
  `;
  t.strictSame(importsOf(source), ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
});

t.test('strings are taken from between their quotes', async (t) => {
  t.strictSame(stringsOf(`say('a', "b", \`c\`, \`d\${1}e\${2}f\`) // "no"`), ['a', 'b', 'c', 'd', 'e', 'f']);
});

t.test('names come with their owner, keys do not count', async (t) => {
  t.strictSame(namesOf('a.b.x(c); ({ d: e })'), ['a', 'a.b', 'c', 'e']);
});

t.test('packages keep their scope', async (t) => {
  const cases: [string, string | null][] = [
    ['yargs/helpers', 'yargs'],
    ['@qsl/posix/raw', '@qsl/posix'],
    ['node:fs', null],
    ['./x.ts', null],
  ];
  for (const [imported, name] of cases) t.equal(packageOf(imported), name, imported);
});

t.test('relative names start from the file', async (t) => {
  t.equal(resolveFrom('libs/a/src/x.ts', '../test/y.ts'), 'libs/a/test/y.ts');
});
