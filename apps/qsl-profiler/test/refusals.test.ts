import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listenTcp, raw } from '@qsl/posix';
import t from 'tap';
import { processesMarked } from './processes.ts';
import { contentOf, startProfiler, WHOLE_RUN } from './profiler.ts';

const OLD = { 'socket_profile_loopback.txt': 'old text' };
const SERVER = path.join(import.meta.dirname, 'servers/misbehaving-gateway.ts');

t.test('without strace there is no profile: exit 2', async (t) => {
  const folder = t.testdir(OLD);
  const { code, stderr, stdout } = await startProfiler(t, { args: ['--out', folder], env: { PATH: '/nonexistent' } })
    .ended;
  t.equal(code, 2);
  t.match(stderr, /strace is not on the PATH[\s\S]*Install it|needs|does not have/);
  t.equal(stdout, '');
  t.strictSame(contentOf(folder), OLD);
});

t.test('a strace that cannot trace is as good as none: exit 2', WHOLE_RUN, async (t) => {
  const folder = t.testdir({ bin: {}, out: OLD });
  const script =
    '#!/bin/sh\ncase $1 in -V) echo "strace -- version 9";; *) echo "ptrace: not permitted" >&2; exit 1; esac\n';
  writeFileSync(path.join(folder, 'bin/strace'), script, { mode: 0o755 });
  const args = ['--out', path.join(folder, 'out')];
  const { code, stderr } = await startProfiler(t, { args, env: { PATH: path.join(folder, 'bin') } }).ended;
  t.equal(code, 2);
  t.match(stderr, /strace cannot trace here: ptrace: not permitted/);
});

t.test('bad usage is exit 2 and names what is bad', async (t) => {
  const folder = t.testdir({ file: '', ...OLD });
  const cases: [args: string[], env: NodeJS.ProcessEnv, RegExp][] = [
    [['--min-ticks', '-1'], {}, /--min-ticks/],
    [
      ['--gateway-bin', path.join(folder, 'none')],
      {},
      /--gateway-bin: .*none" is not a program that can be run: ENOENT/,
    ],
    [['--gateway-bin', folder], {}, /--gateway-bin: .* is not a program that can be run: it is no file/],
    [['--frobnicate'], {}, /unknown argument: --frobnicate/],
    [[], { QSL_PROFILE_CONNECTIONS: '0' }, /QSL_PROFILE_CONNECTIONS/],
    [[], { QSL_PROFILE_PORT: 'http' }, /QSL_PROFILE_PORT/],
  ];
  if (!WHOLE_RUN.skip)
    cases.push([['--out', path.join(folder, 'file')], {}, /--out: nothing can be written to .* is no folder/]);
  await Promise.all(
    cases.map(async ([args, env, message]) => {
      const { code, stderr } = await startProfiler(t, { args, env }).ended;
      t.equal(code, 2, args.join(' '));
      t.match(stderr, message);
    }),
  );
});

/** A run takes sixteen ports in a row, and begins with the one it is given. */
function listenWithRoomAbove(): { fd: number; port: number } {
  const listener = listenTcp({ host: '127.0.0.1', port: 0 });
  if (listener.port <= 65520) return listener;
  raw.close(listener.fd);
  return listenWithRoomAbove();
}

t.test('a port that somebody else holds is an error: exit 1', WHOLE_RUN, async (t) => {
  const { fd, port } = listenWithRoomAbove();
  t.teardown(() => raw.close(fd));
  const folder = t.testdir(OLD);
  const env = { QSL_PROFILE_PORT: String(port) };
  const { code, stderr } = await startProfiler(t, { args: ['--out', folder], env }).ended;
  t.equal(code, 1);
  t.match(stderr, /port \d+ is held by another program/);
  t.strictSame(contentOf(folder), OLD);
});

t.test('a gateway that does not keep to the protocol is not profiled', WHOLE_RUN, async (t) => {
  const cases: [manner: string, code: number, RegExp][] = [
    ['never start', 1, /the threaded gateway ended unasked \(exit 5\)/],
    ['drop dead', 1, /the threaded gateway ended unasked \(exit 4\)[\s\S]*nice while it lasted/],
    ['hang up', 3, /round trip 1 was not answered .*closed the connection before its last reply/],
    ['babble', 3, /round trip 1 .*no frames of this protocol|does not decode/],
    ['confuse', 3, /round trip 1 .*first reply is Ack, not Ack of order 1/],
  ];
  for (const [manner, exitCode, message] of cases) {
    const folder = t.testdir({ bin: {}, out: OLD });
    symlinkSync(process.execPath, path.join(folder, 'bin/node'));
    const gateway = path.join(folder, 'bin/gateway');
    writeFileSync(gateway, `#!/bin/sh\n"${folder}/bin/node" "${SERVER}" "${manner}" "$@"\nexit $?\n`, { mode: 0o755 });
    const profiler = startProfiler(t, { args: ['--out', path.join(folder, 'out'), '--gateway-bin', gateway] });
    const { code, stderr } = await profiler.ended;
    t.equal(code, exitCode, manner);
    t.match(stderr, message);
    t.strictSame(contentOf(path.join(folder, 'out')), OLD);
    t.strictSame(processesMarked(profiler.mark), [], 'nothing is left running');
  }
});
