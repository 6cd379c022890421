import { spawnSync } from 'node:child_process';
import path from 'node:path';
import t from 'tap';

t.test('importing the package does not load yargs', async (t) => {
  const script = `
    const loaded = [];
    const { registerHooks } = await import('node:module');
    registerHooks({ resolve: (name, context, next) => (loaded.push(name), next(name, context)) });
    const { diagnostics, runCli } = await import(${JSON.stringify(path.join(import.meta.dirname, 'index.ts'))});
    const before = loaded.includes('yargs');
    await runCli({ name: 'x', summary: '', version: '1', commands: [] }, ['--version']);
    process.stdout.write(JSON.stringify([before, loaded.includes('yargs')]));`;
  const args = ['--conditions=@qsl/source', '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  t.equal(stdout, '1\n[false,true]', stderr);
});
