/** An app with a thread and a native part, packed twice, in two folders. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { workspaceRoot } from '@qsl/build';
import t from 'tap';

const SCRIPT = path.join(workspaceRoot, 'tools/package/src/package-app.ts');

const APP = {
  'package.json': JSON.stringify({ name: 'fixture', version: '1.2.3', type: 'module' }),
  src: {
    'main.ts': `import { Worker } from 'node:worker_threads';
import manifest from '../package.json' with { type: 'json' };
const [option] = process.argv.slice(2);
if (option === '--help') process.stdout.write('fixture: says what it knows\\n');
else if (option === '--version') process.stdout.write(manifest.version + '\\n');
else {
  const worker = new Worker(new URL('./deep/owner.worker.ts', import.meta.url), { workerData: process.pid });
  worker.on('message', (said: string) => process.stdout.write(said + '\\n'));
}
`,
    deep: {
      'owner.worker.ts': `import { parentPort, workerData } from 'node:worker_threads';
import { getCpuAffinity } from '@qsl/posix';
parentPort!.postMessage(JSON.stringify({ parent: workerData, cpus: getCpuAffinity().length }));
`,
    },
  },
};

const pack = (folder: string): void => {
  execFileSync(process.execPath, [SCRIPT], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
};

t.test('an executable runs alone, and the same sources make the same bytes', async (t) => {
  const folder = t.testdir({ one: structuredClone(APP), 'another place': APP });
  const apps = ['one', 'another place'].map((name) => path.join(folder, name));
  for (const app of apps) pack(app);
  const [first, second] = apps.map((app) => path.join(app, 'dist/package'));
  t.strictSame(readdirSync(path.join(first!, '..')), ['package'], 'nothing is left of the building');
  t.equal(
    readFileSync(path.join(first!, 'SHA256SUMS'), 'utf8'),
    readFileSync(path.join(second!, 'SHA256SUMS'), 'utf8'),
  );

  const bare = mkdtempSync(path.join(tmpdir(), 'qsl-package-'));
  t.teardown(() => rmSync(bare, { recursive: true }));
  chmodSync(bare, 0o555);
  const run = (...args: string[]) =>
    execFileSync('env', ['-i', path.join(first!, 'fixture'), ...args], { cwd: bare, encoding: 'utf8' });
  t.equal(run('--version'), '1.2.3\n');
  const { parent, cpus } = JSON.parse(run());
  t.ok(parent > 1 && cpus >= 1, 'its thread called the kernel');
  // Where it was built is nobody's business.
  t.notOk(readFileSync(path.join(first!, 'fixture')).includes(folder));
});
