import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { isRunning, pollUntil } from '../../test/processes.ts';
import { waitUntilListening } from './listener.ts';
import { OwnedChild } from './owned-child.ts';
import { freePort } from './port.ts';
import { processTree } from './process-tree.ts';

const shell = (script: string) => OwnedChild.start({ name: 'the child', file: '/bin/sh', args: ['-c', script] });
const WITH_GRANDCHILD = 'sleep 1000 & wait';

t.test('a child that ends unasked says how, with its last words', async (t) => {
  const child = await shell('echo no such luck >&2; exit 7');
  t.match(await child.ended, { code: 7, signal: null, forced: false });
  t.match(child.died.reason, { code: 'CHILD_DIED', message: /the child ended unasked \(exit 7\)/ });
  t.match(child.died.reason.remedy, /no such luck/);
  t.match(await child.stop(), { code: 7 }, 'stopping it then is no error');
});

t.test('a child that ends on request has not died', async (t) => {
  const child = await shell('sleep 1000');
  t.strictSame(await child.stop(), { code: null, signal: 'SIGTERM', forced: false });
  t.equal(child.died.aborted, false);
});

t.test('a child that will not end is killed after its grace period', async (t) => {
  const port = freePort('127.0.0.1', 0);
  const script = `process.on('SIGTERM', () => {}); require('node:net').createServer().listen(${port}, '127.0.0.1')`;
  const child = await OwnedChild.start({ name: 'the child', file: process.execPath, args: ['-e', script] });
  await waitUntilListening({ child, port, timeoutMs: 60_000, signal: new AbortController().signal });
  t.strictSame(await child.stop({ graceMs: 50 }), { code: null, signal: 'SIGKILL', forced: true });
});

t.test('what the child started ends with it', async (t) => {
  const child = await shell(WITH_GRANDCHILD);
  const [, grandchild] = await pollUntil(() =>
    processTree(child.pid).length > 1 ? processTree(child.pid) : undefined,
  );
  t.ok(isRunning(grandchild));
  await child.stop();
  await pollUntil(() => !isRunning(grandchild) || undefined);
  t.notOk(isRunning(grandchild));
});

t.test('a file that cannot be run is named', async (t) => {
  await t.rejects(OwnedChild.start({ name: 'the child', file: '/nonexistent', args: [] }), {
    code: 'CHILD_NOT_STARTED',
    message: /the child cannot be started.*ENOENT/,
  });
});

t.test('children end with their owner, even one that is killed', async (t) => {
  const module = new URL('./owned-child.ts', import.meta.url).href;
  const script = `const { OwnedChild } = await import(${JSON.stringify(module)});
    const child = await OwnedChild.start({ name: 'c', file: '/bin/sh', args: ['-c', ${JSON.stringify(WITH_GRANDCHILD)}] });
    process.stdout.write(child.pid + '\\n');
    setInterval(() => {}, 1000);`;
  const args = ['--conditions=@qsl/source', '--input-type=module', '-e', script];
  const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => owner.kill('SIGKILL'));
  const [line] = await once(owner.stdout, 'data');
  const child = Number(line);
  const family = await pollUntil(() => (processTree(child).length > 1 ? processTree(child) : undefined));
  owner.kill('SIGKILL');
  await pollUntil(() => !family.some(isRunning) || undefined);
  t.notOk(family.some(isRunning), `none of ${family.length} processes is left`);
});
