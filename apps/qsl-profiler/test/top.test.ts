import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import t, { type Test } from 'tap';
import { pollUntil, processRunning } from './processes.ts';
import { type Profiler, startProfiler } from './profiler.ts';
import { validateArtifact } from './schema.ts';

const skip = process.platform === 'linux' ? false : 'needs Linux';
const ENTER = '\x1b[?1049h';
const LEAVE = '\x1b[?1049l';

/** A server of this process, with one connection that has something to read and does not. */
async function serve(t: Test) {
  const server = createServer((socket) => socket.pause()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  const [accepted] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
  client.write('unread');
  t.teardown(() => {
    client.destroy();
    (accepted[0] as { destroy(): void }).destroy();
    server.close();
  });
  return { port, remotePort: client.localPort };
}

t.test('in a pipe, a line of JSON for each refresh', { skip }, async (t) => {
  const { port, remotePort } = await serve(t);
  const args = [`:${port}`, '--json', '--count', '2', '--interval', '100'];
  const { code, stdout, stderr } = await startProfiler(t, { experiment: 'top', args }).ended;
  t.equal(code, 0, stderr);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.equal(lines.length, 2);
  for (const line of lines) {
    t.strictSame(validateArtifact(line, 'top'), []);
    t.equal(line.pid, process.pid);
    t.ok(line.connections.some((row: { remotePort: number }) => row.remotePort === remotePort));
  }
});

t.test('what does not exist is a mistake of usage, what ends meanwhile is not', { skip }, async (t) => {
  const nothing = await startProfiler(t, { experiment: 'top', args: ['4194305'] }).ended;
  t.equal(nothing.code, 2);
  t.match(nothing.stderr, /no process 4194305/);
});

const hasScript = spawnSync('script', ['--version'], { stdio: 'ignore' }).error === undefined;

const endings: [name: string, end: (profiler: Profiler, pid: number) => unknown][] = [
  ['a signal', (_, pid) => process.kill(pid, 'SIGINT')],
  ['Ctrl-C', ({ process: { stdin } }) => stdin?.write('\x03')],
  ['q', ({ process: { stdin } }) => stdin?.write('q')],
];
for (const [name, end] of endings) {
  t.test(
    `${name} gives the terminal back as it was`,
    { skip: skip || (!hasScript && 'needs script(1)') },
    async (t) => {
      const { port } = await serve(t);
      const terminal = startProfiler(t, { experiment: 'top', args: [`:${port}`, '--interval', '50'], terminal: true });
      const pid = await pollUntil(() =>
        terminal.stdout().includes('to be acked') ? processRunning(terminal.mark, `:${port}`) : undefined,
      );
      end(terminal, pid);
      const { stdout } = await terminal.ended;
      t.ok(stdout.indexOf(ENTER) >= 0 && stdout.indexOf(ENTER) < stdout.indexOf(LEAVE));
      t.ok(stdout.trim().endsWith(LEAVE), 'and writes nothing after that');
    },
  );
}
