import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { workspaceRoot } from '../src/workspace.ts';

const tool = (name: string): string => path.join(workspaceRoot, 'tools/build/src', name);

t.test('a bundled app starts its worker and reads import.meta', async (t) => {
  const folder = t.testdir({
    'package.json': JSON.stringify({ name: 'fixture', type: 'module', version: '1.2.3' }),
    src: {
      'main.ts': `import { Worker } from 'node:worker_threads';
import manifest from '../package.json' with { type: 'json' };
const worker = new Worker(new URL('./deep/echo.worker.ts', import.meta.url));
worker.on('message', (said: string) => process.stdout.write([manifest.version, said, import.meta.filename].join(' ')));
`,
      deep: {
        'echo.worker.ts': `import { parentPort } from 'node:worker_threads';
parentPort!.postMessage(import.meta.url as string);
`,
      },
    },
  });
  execFileSync(process.execPath, [tool('bundle-app.ts')], { cwd: folder });
  const out = path.join(folder, 'dist/bundle');
  t.strictSame(readdirSync(out).sort(), ['echo.worker.cjs', 'main.cjs']);
  const said = execFileSync(process.execPath, [path.join(out, 'main.cjs')], { encoding: 'utf8' });
  t.equal(said, `1.2.3 file://${out}/echo.worker.cjs ${out}/main.cjs`);
});

t.test('a bundled library leaves its packages outside', async (t) => {
  const folder = t.testdir({
    'package.json': JSON.stringify({ name: 'fixture', type: 'module' }),
    src: {
      'index.ts': `import { part } from './part.ts';\nexport { version } from 'absent-package';\nexport const all = part;\n`,
      'part.ts': 'export const part: number = 7;\n',
    },
  });
  execFileSync(process.execPath, [tool('bundle-lib.ts')], { cwd: folder });
  t.match(readdirSync(path.join(folder, 'dist/bundle')), ['index.js']);
  const run = spawnSync(process.execPath, [path.join(folder, 'dist/bundle/index.js')], { encoding: 'utf8' });
  t.match(run.stderr, /Cannot find package 'absent-package'/);
});

t.test('a source that does not compile fails the build', async (t) => {
  const folder = t.testdir({ 'package.json': '{}', src: { 'main.ts': 'const = 1;\n' } });
  const run = spawnSync(process.execPath, [tool('bundle-app.ts')], { cwd: folder, encoding: 'utf8' });
  t.not(run.status, 0);
  t.match(run.stderr, /main\.ts:1:6/);
});
