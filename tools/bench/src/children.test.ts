import t from 'tap';
import {
  type Command,
  killChildren,
  portNamedIn,
  type Server,
  startHolder,
  startServer,
  withServer,
} from './children.ts';

const sh = (script: string): Command => ({ cpu: undefined, file: 'sh', args: ['-c', script] });
const NEVER_MS = 60_000;

t.test('a port is read from a whole line only', async (t) => {
  const cases: [text: string, port: number | undefined][] = [
    ['ready 4242\n', 4242],
    ['ready 42', undefined],
    ['qsl-gateway listening on 127.0.0.1:9009 (no auth, localhost only)\n', 9009],
    ['qsl-gateway listening on 127.0.0.1:90', undefined],
    ['a journal was read\nready 42', undefined],
    ['a journal was read\nready 4242\nmore', 4242],
    ['', undefined],
  ];
  for (const [text, port] of cases) t.equal(portNamedIn(text), port, JSON.stringify(text));
});

t.test('a server that names no port in time is killed, and one that ends is told of', async (t) => {
  await t.rejects(startServer(sh('printf "ready 42"; exec sleep 600'), 1), /did not serve within 0.001 s/);
  await t.rejects(startHolder(sh('printf holding; exec sleep 600'), 1), /did not serve within 0.001 s/);
  await t.rejects(startServer(sh('echo no socket >&2; exit 7'), NEVER_MS), /ended with 7 before it served: no socket/);
  await t.rejects(startHolder(sh('exit 7'), NEVER_MS), /ended with 7 before it served/);
});

t.test('a server has to end in order, by what it was sent, and without a complaint', async (t) => {
  const ends = (script: string) =>
    withServer(sh(script), async (server) => void (await server.output().catch(() => {})));
  const sleeper = sh('echo ready 1; exec sleep 600');
  await t.resolves(
    withServer({ ...sleeper, endsBySignal: true }, async () => {}),
    'by the signal, of which it is known to die',
  );
  await t.rejects(
    withServer(sleeper, async () => {}),
    /ended with SIGTERM/,
    'which another, that was to have a handler, is not',
  );
  await t.resolves(ends('echo ready 1; exit 0'), 'by itself');
  await t.rejects(ends('echo ready 1; exit 3'), /ended with 3/);
  await t.rejects(ends('echo ready 1; kill -KILL $$'), /ended with SIGKILL/);
  await t.rejects(ends('echo ready 1; echo oh dear >&2; exit 0'), /ended with 0: oh dear/);
});

t.test('where the work fails, that is what is told, and no server is left', async (t) => {
  t.teardown(killChildren);
  const work = () => Promise.reject(new Error('the work failed'));
  await t.rejects(withServer(sh('echo ready 1; exit 3'), work), /the work failed/);
  let pid = 0;
  const noted = (server: Server) => {
    pid = server.pid;
    return work();
  };
  await t.rejects(withServer(sh('echo ready 1; exec sleep 600'), noted), /the work failed/);
  t.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

t.test('a holder is heard by its first line, and ended by the end of its input', async (t) => {
  const { said, end } = await startHolder(sh('echo holding 5; echo more; read -r _'), NEVER_MS);
  t.equal(said, 'holding 5\n');
  await end();
});
