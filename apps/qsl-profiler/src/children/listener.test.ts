import { listenTcp, raw } from '@qsl/posix';
import t from 'tap';
import { waitUntilListening } from './listener.ts';
import { OwnedChild } from './owned-child.ts';
import { freePort } from './port.ts';

const HOST = '127.0.0.1';
const TIMEOUT_MS = 60_000;
const never = new AbortController().signal;

const listenOn = (port: number) => `require('node:net').createServer().listen(${port}, '${HOST}')`;
const start = (file: string, ...args: string[]) => OwnedChild.start({ name: 'the child', file, args });

t.test('the process that accepts is found, behind whatever wraps it', async (t) => {
  const wrappers = [[process.execPath], ['/bin/sh', '-c', '"$@"; exit', 'sh', process.execPath]];
  for (const [file = '', ...args] of wrappers) {
    const port = freePort(HOST, 0);
    const child = await start(file, ...args, '-e', listenOn(port));
    const pid = await waitUntilListening({ child, port, timeoutMs: TIMEOUT_MS, signal: never });
    t.equal(pid === child.pid, args.length === 0, `${file} is ${args.length === 0 ? '' : 'not '}the listener`);
    await child.stop({ pid });
  }
});

t.test('a port held by somebody else is an error', async (t) => {
  const { fd, port } = listenTcp({ host: HOST, port: 0 });
  t.teardown(() => raw.close(fd));
  const child = await start('/bin/sh', '-c', 'sleep 1000');
  await t.rejects(waitUntilListening({ child, port, timeoutMs: TIMEOUT_MS, signal: never }), { code: 'PORT_TAKEN' });
  await child.stop();
});

t.test('a child that never listens is not waited for for ever', async (t) => {
  const child = await start('/bin/sh', '-c', 'sleep 1000');
  const waiting = waitUntilListening({ child, port: freePort(HOST, 0), timeoutMs: 100, signal: never });
  await t.rejects(waiting, { code: 'CHILD_NOT_READY' });
  await child.stop();
});

t.test('a child that dies at once is not waited for', async (t) => {
  const child = await start('/bin/sh', '-c', 'echo out of luck; exit 3');
  const waiting = waitUntilListening({ child, port: freePort(HOST, 0), timeoutMs: TIMEOUT_MS, signal: never });
  await t.rejects(waiting, { code: 'CHILD_DIED', message: /exit 3/, remedy: /out of luck/ });
  await child.stop();
});

t.test('waiting ends when it is called off', async (t) => {
  const child = await start('/bin/sh', '-c', 'sleep 1000');
  const signal = AbortSignal.abort(new Error('called off'));
  const waiting = waitUntilListening({ child, port: freePort(HOST, 0), timeoutMs: TIMEOUT_MS, signal });
  await t.rejects(waiting, { message: 'called off' });
  await child.stop();
});
