import t from 'tap';
import { noDeadFiles } from './dead-files.ts';

const manifest = JSON.stringify({
  name: '@qsl/a',
  exports: { '.': { '@qsl/source': './src/index.ts', default: './dist/index.js' } },
  scripts: { bench: 'node bench/run.ts --fast' },
  bin: { a: 'bin/a' },
});

/** A library whose index re-exports `./used.ts`, with these files besides. */
function library(files: Record<string, string>): Map<string, string> {
  const inside = Object.entries(files).map(([name, text]): [string, string] => [`libs/a/${name}`, text]);
  return new Map([
    ['libs/a/package.json', manifest],
    ['libs/a/src/index.ts', `export * from './used.ts';`],
    ['libs/a/src/used.ts', ''],
    ...inside,
  ]);
}

t.test('a file lives where something else needs it', async (t) => {
  const cases: [string, Record<string, string>][] = [
    ['an import', { 'src/used.ts': `import './x.ts';`, 'src/x.ts': '' }],
    ['a lazy import', { 'src/used.ts': `await import('./x.ts');`, 'src/x.ts': '' }],
    ['a worker', { 'src/used.ts': `new URL('./x.worker.ts', import.meta.url);`, 'src/x.worker.ts': '' }],
    ['a script of the package', { 'bench/run.ts': '' }],
    ['a program of the package', { 'bin/a': `await import('../src/main.ts');`, 'src/main.ts': '' }],
    ['a helper of another test', { 'src/y.test.ts': `import './x.ts';`, 'src/x.ts': '' }],
    ['a program that a test starts', { 'test/y.test.ts': `path.join(here, 'x-app.ts')`, 'test/x-app.ts': '' }],
  ];
  for (const [name, files] of cases) t.strictSame(noDeadFiles.check(library(files)), [], name);
});

t.test('a file dies where nothing does', async (t) => {
  const cases: [string, Record<string, string>, number][] = [
    ['nothing names it', { 'src/x.ts': '' }, 1],
    ['a comment names it', { 'src/used.ts': `// see './x.ts'`, 'src/x.ts': '' }, 1],
    ['its own test alone', { 'src/x.test.ts': `import './x.ts';`, 'src/x.ts': '' }, 1],
    ['two dead files that need each other', { 'src/x.ts': `import './y.ts';`, 'src/y.ts': `import './x.ts';` }, 2],
    ['a helper without a test', { 'test/x.ts': '' }, 1],
  ];
  for (const [name, files, dead] of cases) t.equal(noDeadFiles.check(library(files)).length, dead, name);
});

t.test('a package keeps what it exports alive for others', async (t) => {
  const tree = library({});
  tree.set('tools/b/package.json', JSON.stringify({ name: 'b', scripts: { start: 'node src/run.ts' } }));
  tree.set('tools/b/src/run.ts', `import '@qsl/a';`);
  t.strictSame(noDeadFiles.check(tree), []);
});
