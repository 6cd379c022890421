import t from 'tap';
import { arrowsPointDown, namesNotPaths, oneRoomForLibc, pureRooms } from './walls.ts';

const MANIFESTS: [string, string][] = [
  'apps/a:app-a',
  'apps/b:app-b',
  'libs/posix:@qsl/posix',
  'libs/procfs:@qsl/procfs',
  'libs/market-data:@qsl/market-data',
  'libs/wire-protocol:@qsl/wire-protocol',
  'tools/ci:@qsl/ci',
  'tools/build:@qsl/build',
  'tools/fuzz:@qsl/fuzz',
  'apps/qsl-gateway:qsl-gateway',
].map((pair) => {
  const [folder, name] = pair.split(':');
  return [`${folder}/package.json`, JSON.stringify({ name })];
});

/** A workspace of empty projects, with these files in it. */
function workspace(files: Record<string, string>): Map<string, string> {
  return new Map([...MANIFESTS, ...Object.entries(files)]);
}

t.test('arrows point down', async (t) => {
  const cases: [file: string, imported: string, finding: string | null][] = [
    ['apps/a/src/x.ts', '@qsl/posix', null],
    ['apps/a/src/x.ts', './y.ts', null],
    ['apps/a/src/x.ts', 'yargs', null],
    ['apps/a/src/x.ts', 'app-b', 'apps/a may not import apps/b'],
    ['apps/a/src/x.ts', '../../b/src/y.ts', 'apps/a may not import apps/b'],
    ['apps/a/test/x.test.ts', 'app-b', 'apps/a may not import apps/b'],
    ['apps/a/src/x.ts', '@qsl/build', 'apps/a may not import tools/build'],
    ['libs/posix/src/x.ts', 'app-a', 'libs/posix may not import apps/a'],
    ['libs/posix/src/x.ts', '@qsl/procfs', 'libs/posix may not import libs/procfs'],
    ['libs/posix/src/x.test.ts', '@qsl/procfs', null],
    ['libs/market-data/src/x.ts', '@qsl/wire-protocol', null],
    ['libs/wire-protocol/src/x.ts', '@qsl/market-data', 'libs/wire-protocol may not import libs/market-data'],
    ['tools/ci/src/x.ts', '@qsl/build', null],
    ['tools/ci/src/x.ts', 'app-a', 'tools/ci may not import apps/a'],
    ['tools/fuzz/src/x.ts', 'qsl-gateway/session', null],
    ['tools/fuzz/src/x.ts', 'app-a', 'tools/fuzz may not import apps/a'],
    ['apps/a/src/x.ts', 'qsl-gateway/session', 'apps/a may not import apps/qsl-gateway'],
  ];
  for (const [file, imported, finding] of cases) {
    const found = arrowsPointDown.check(workspace({ [file]: `import { y } from '${imported}';\n` }));
    t.strictSame(found, finding === null ? [] : [`${file}: ${finding}`], `${file} imports ${imported}`);
  }
});

t.test('a project is not entered by path', async (t) => {
  const path = '../../posix/src/raw.ts';
  t.match(namesNotPaths.check(workspace({ 'libs/cli/src/x.ts': `await import('${path}');` })), [
    /use its package name/,
  ]);
  t.strictSame(namesNotPaths.check(workspace({ 'libs/cli/test/x.test.ts': `import '../src/y.ts';` })), []);
});

t.test('pure rooms stay pure', async (t) => {
  const cases: [source: string, finding: string | null][] = [
    [`import { x } from './x.ts';`, null],
    [`import fs from 'node:fs';`, 'imports node:fs'],
    [`export { x } from '@qsl/posix';`, 'imports @qsl/posix'],
    ['const now = Date.now();', 'uses Date'],
    ['const now = performance.now();', 'uses performance'],
    ['const r = Math.random();', 'uses Math.random'],
    ['setTimeout(() => {}, 1);', 'uses setTimeout'],
    ['const r = Math.floor(2.5);', null],
    ['// Date and Math.random are not for us', null],
    [`const text = 'Date';`, null],
    ['const entry = { process: 1 };', null],
  ];
  for (const [source, finding] of cases) {
    for (const [file, pure] of [
      ['libs/wire-protocol/src/x.ts', true],
      ['libs/wire-protocol/src/x.test.ts', false],
      ['libs/posix/src/x.ts', false],
    ] as const) {
      const found = pureRooms.check(workspace({ [file]: source }));
      if (finding === null || !pure) t.strictSame(found, [], `${file}: ${source}`);
      else t.ok(found.includes(`${file}: ${finding}`), `${file}: ${source}`);
    }
  }
});

t.test('koffi has one room', async (t) => {
  const source = `const { default: koffi } = await import('koffi');`;
  t.strictSame(oneRoomForLibc.check(workspace({ 'libs/posix/src/x.ts': source })), []);
  t.match(oneRoomForLibc.check(workspace({ 'apps/a/src/x.ts': source })), [/apps\/a\/src\/x\.ts: imports koffi/]);
});
