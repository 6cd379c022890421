import path from 'node:path';
import type { Metafile } from 'esbuild';
import t from 'tap';
import { bundledComponents, formatNotices, readComponent } from './components.ts';

const manifest = (name: string, more: object = {}) =>
  JSON.stringify({ name, version: '1.0.0', license: 'MIT', ...more });

/** A metafile of one bundle, with the bytes that are left of each input. */
const metafileOf = (bytes: Record<string, number>): Metafile => {
  const inputs = Object.fromEntries(Object.entries(bytes).map(([file, bytesInOutput]) => [file, { bytesInOutput }]));
  return { inputs: {}, outputs: { 'main.cjs': { bytes: 0, inputs, imports: [], exports: [] } } };
};

t.test('components are the packages whose code is left, each version once', async (t) => {
  const folder = t.testdir({
    node_modules: {
      b: { 'package.json': manifest('b', { version: '2.0.0' }), LICENSE: 'text of b\n' },
      '@s': { a: { 'package.json': manifest('@s/a') } },
      unused: { 'package.json': manifest('unused') },
      c: {
        'package.json': manifest('c'),
        node_modules: { b: { 'package.json': manifest('b', { version: '2.0.0' }) } },
      },
    },
    app: {},
  });
  const metafile = metafileOf({
    'src/main.ts': 10,
    '../node_modules/b/lib/index.js': 5,
    '../node_modules/b/lib/other.js': 5,
    '../node_modules/@s/a/index.js': 1,
    '../node_modules/unused/index.js': 0,
    '../node_modules/c/node_modules/b/index.js': 1,
  });
  const components = bundledComponents(metafile, path.join(folder, 'app'));
  t.strictSame(
    components.map(({ name, version, license }) => `${name} ${version} ${license}`),
    ['@s/a 1.0.0 MIT', 'b 2.0.0 MIT'],
  );
});

t.test('the text of a licence may lie elsewhere, but something must be said', async (t) => {
  const folder = t.testdir({
    native: { 'package.json': manifest('native') },
    main: { 'LICENSE.txt': 'the text\n' },
    silent: { 'package.json': manifest('silent', { license: undefined }) },
  });
  const native = readComponent(path.join(folder, 'native'), path.join(folder, 'main'));
  t.equal(native.licenseText, 'the text\n');
  t.match(formatNotices([native]), /^native 1\.0\.0 \(MIT\)\n\nthe text$/m);
  t.throws(() => readComponent(path.join(folder, 'silent')), /silent 1\.0\.0 says nothing of its licence/);
});
