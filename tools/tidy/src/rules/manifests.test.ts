import type { Manifest } from '@qsl/build';
import t from 'tap';
import { dependenciesAreImports, lockNamesNoOtherRegistry, versionsAreExact } from './manifests.ts';

const root = JSON.stringify({ name: 'root', devDependencies: { tap: '1.0.0' } });

function project(manifest: Partial<Manifest>, sources: Record<string, string> = {}): Map<string, string> {
  const files = Object.entries(sources).map(([name, text]): [string, string] => [`libs/a/${name}`, text]);
  return new Map([
    ['package.json', root],
    ['libs/a/package.json', JSON.stringify({ name: '@qsl/a', ...manifest })],
    ['libs/b/package.json', JSON.stringify({ name: '@qsl/b' })],
    ...files,
  ]);
}

t.test('dependencies are what the source imports, no more and no less', async (t) => {
  const imports = `import type { X } from 'yargs/helpers';\nimport fs from 'node:fs';\nimport './y.ts';\n`;
  const cases: [string, Partial<Manifest>, Record<string, string>, RegExp[]][] = [
    ['equal', { dependencies: { yargs: '1.0.0' } }, { 'src/x.ts': imports }, []],
    ['itself by name', {}, { 'src/x.ts': `import '@qsl/a';` }, []],
    ['undeclared', {}, { 'src/x.ts': imports }, [/dependencies lack yargs/]],
    ['unused', { dependencies: { debug: '1.0.0' } }, {}, [/dependencies name debug, which nothing imports/]],
    ['used by tests alone', { dependencies: { debug: '1.0.0' } }, { 'src/x.test.ts': `import 'debug';` }, [/nothing/]],
    ['a tool of the root, in a test', {}, { 'src/x.test.ts': `import t from 'tap';` }, []],
    ['a tool of the root, in the source', {}, { 'src/x.ts': `import t from 'tap';` }, [/dependencies lack tap/]],
    ['undeclared in a test', {}, { 'test/x.test.ts': `import '@qsl/b';` }, [/devDependencies lack @qsl\/b/]],
    ['declared for tests', { devDependencies: { '@qsl/b': '*' } }, { 'test/x.test.ts': `import '@qsl/b';` }, []],
    ['needless for tests', { devDependencies: { '@qsl/b': '*' } }, {}, [/name @qsl\/b needlessly/]],
  ];
  for (const [name, manifest, sources, findings] of cases) {
    const found = dependenciesAreImports.check(project(manifest, sources));
    t.equal(found.length, findings.length, name);
    t.match(found, findings, name);
  }
});

t.test('versions are exact', async (t) => {
  for (const version of ['1.2.3', '1.2.3-rc.1']) {
    t.strictSame(versionsAreExact.check(project({ dependencies: { x: version, '@qsl/b': '*' } })), [], version);
  }
  for (const version of ['^1.2.3', '~1.2.3', '1.2', '*', 'latest', '>=1.2.3', 'github:x/y']) {
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      const found = versionsAreExact.check(project({ [kind]: { x: version } }));
      t.match(found, [/^libs\/a\/package\.json: x ".*" is no exact version$/], `${kind} ${version}`);
    }
  }
  t.match(
    versionsAreExact.check(project({ dependencies: { '@qsl/b': '0.1.0' } })),
    [/@qsl\/b/],
    'a workspace is taken as it is',
  );
});

t.test('the lock file points at the public registry, or at none', async (t) => {
  const lock = (entry: object, place = 'node_modules/x') =>
    new Map([['package-lock.json', JSON.stringify({ packages: { '': {}, 'libs/a': {}, [place]: entry } })]]);
  const good = [
    { integrity: 'sha512-x' },
    { integrity: 'sha512-x', resolved: 'https://registry.npmjs.org/x/-/x-1.0.0.tgz' },
    { link: true, resolved: 'libs/a' },
    { inBundle: true },
  ];
  for (const entry of good) t.strictSame(lockNamesNoOtherRegistry.check(lock(entry)), [], JSON.stringify(entry));
  const bad = [
    { integrity: 'sha512-x', resolved: 'https://mirror.example/x.tgz' },
    { integrity: 'sha512-x', resolved: 'git+ssh://git@example.org/x.git' },
    { resolved: 'https://registry.npmjs.org/x/-/x-1.0.0.tgz' },
  ];
  for (const entry of bad) t.equal(lockNamesNoOtherRegistry.check(lock(entry)).length, 1, JSON.stringify(entry));
  t.equal(lockNamesNoOtherRegistry.check(lock({}, 'libs/a/node_modules/x')).length, 1, 'nested');
});
