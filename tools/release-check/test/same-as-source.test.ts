/** What a program prints, how it ends, and what signals do to it is the same as from source. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import t from 'tap';
import { TRANSPORTS } from './support/jobs.ts';
import { bareSurroundings, fromSource, PROGRAMS, type Program, stage } from './support/release.ts';
import { type Ending, run, start } from './support/run.ts';

type Command = [string, ...string[]];

const files = stage(t, PROGRAMS);
const surroundings = bareSurroundings(t);

/** Does the same with the source and with the built file. */
async function both(program: Program, act: (command: Command) => Promise<Ending>): Promise<[Ending, Ending]> {
  return [await act(fromSource(program)), await act([files(program)])];
}

t.test('commands that end by themselves', async (t) => {
  const cases: [Program, number, ...string[]][] = [
    ...PROGRAMS.flatMap((program): [Program, number, ...string[]][] => [
      [program, 0, '--help'],
      [program, 0, '--version'],
      [program, 2, '--no-such-option'],
    ]),
    ['qsl-gateway', 2, '70000'],
    ['qsl-gateway', 1, '0', '--host', '192.0.2.1'],
    ['qsl-gateway', 2, '0', '--spin'],
    ['qsl-client', 1, '1'],
    ['qsl-client', 2, '--price', 'much'],
    ['qsl-client', 1, 'load', '1', '--orders', '1'],
    ['qsl-mdfeed', 2, 'publish'],
    ['qsl-mdfeed', 2, 'subscribe', '0', '--host', 'nowhere'],
    ['qsl-profiler', 2, 'gateway-io', '--min-ticks', 'few'],
    ['qsl-profiler', 2, 'gateway-io', '--gateway-bin', '/dev/null'],
  ];
  for (const [program, code, ...args] of cases) {
    const [expected, got] = await both(program, ([file, ...first]) => run(t, [file, ...first, ...args], surroundings));
    const name = `${program} ${args.join(' ')}`;
    t.strictSame(got, expected, name);
    t.equal(got.code, code, `${name}: status`);
  }
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} to a gateway and to a subscriber`, async (t) => {
    const cases: [Program, string[], RegExp][] = [
      ...TRANSPORTS.map(({ args }): [Program, string[], RegExp] => ['qsl-gateway', ['0', ...args], /listening on/]),
      ['qsl-mdfeed', ['subscribe', '0', '0', '--idle-timeout', '0'], /listening for/],
    ];
    for (const [program, args, ready] of cases) {
      const endings = await both(program, async ([file, ...first]) => {
        const running = start(t, [file, ...first, ...args], surroundings);
        await running.said(ready);
        running.kill(signal);
        return running.ended;
      });
      const [expected, got] = endings.map(({ stdout, ...ending }) => ({
        ...ending,
        stdout: stdout.replace(/:\d+ /, ':PORT '),
      }));
      t.strictSame(got, expected, `${program} ${args.join(' ')}`);
    }
  });

  t.test(`${signal} to a client that waits for its answer`, async (t) => {
    for (const args of [[], ['load', '--orders', '10']]) {
      const [expected, got] = await both('qsl-client', async ([file, ...first]) => {
        const server = createServer();
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        const [command, ...options] = args;
        const rest = command === undefined ? [String(port)] : [command, String(port), ...options];
        const running = start(t, [file, ...first, ...rest], surroundings);
        const [socket] = await once(server, 'connection');
        await once(socket, 'data');
        running.kill(signal);
        const { code, signal: died } = await running.ended;
        socket.destroy();
        server.close();
        return { code, signal: died, stdout: '', stderr: '' };
      });
      t.strictSame(got, expected, `qsl-client ${args.join(' ')}`);
    }
  });
}
