import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { RunArtifact } from '../src/run/result.ts';
import { pollUntil, processesMarked } from './processes.ts';
import { contentOf, startProfiler, WHOLE_RUN } from './profiler.ts';
import { validateArtifact } from './schema.ts';

const has = (program: string, flag: string) => spawnSync(program, [flag], { stdio: 'ignore' }).error === undefined;

/** Options for a test that needs a program: skipped, saying so, where it is absent. */
const needs = (program: string, flag = '-v') => ({
  buffered: true,
  ...(WHOLE_RUN.skip || has(program, flag) ? WHOLE_RUN : { skip: `needs ${program}` }),
});

/** Run at once: most of their time is waiting. */
t.jobs = 3;

/** A server in few lines that every Debian can run. It answers on one connection after the other. */
const ECHO = `use IO::Socket::INET; $| = 1;
my $l = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], Listen => 64, ReuseAddr => 1) or die;
while (my $c = $l->accept) { while (sysread($c, my $b, 4096)) { syswrite($c, $b) } close $c }`;
const echoServer = (code = ECHO) => `perl -e "${code.replaceAll(/["\\]/g, String.raw`\$&`)}" {port}`;

const NGINX = path.join(import.meta.dirname, '../fixtures/nginx.conf');

/** A folder with these programs and no other: without perf the third pass is left out, which is the dearest. */
function only(folder: string, programs: string[]): NodeJS.ProcessEnv {
  for (const program of programs) {
    const places = (process.env.PATH ?? '').split(':').map((place) => path.join(place, program));
    const found = places.find((place) => existsSync(place));
    if (found !== undefined) symlinkSync(found, path.join(folder, program));
  }
  return { PATH: folder };
}

async function profile(t: Test, args: string[], programs?: string[]) {
  const folder = t.testdir({ out: {}, bin: {} });
  const env = programs === undefined ? {} : only(path.join(folder, 'bin'), ['strace', ...programs]);
  const config = args.includes('{config}') ? ['--config', NGINX] : [];
  const all = args.map((arg) => (arg === '{config}' ? 'nginx -c {config}' : arg));
  const out = ['--out', path.join(folder, 'out')];
  const profiler = startProfiler(t, { experiment: 'run', args: [...all, ...config, ...out], env });
  const ending = await profiler.ended;
  t.strictSame(processesMarked(profiler.mark), [], 'nothing is left running');
  return { ...ending, files: contentOf(path.join(folder, 'out')) };
}

/** Once a request, but for a stray call. */
const isOnce = (rate: number) => Math.abs(rate - 1) < 0.2;

const rateOf = ({ profile }: RunArtifact, syscall: string) =>
  profile.strace.table.rows.find((row) => row.syscall === syscall)?.perRoundTrip ?? 0;

t.test("a stranger's echo server", needs('perl'), async (t) => {
  const args = ['--server', echoServer(), '--driver', 'echo', '--requests', '20', '--name', 'echo', '--payload', '100'];
  const { code, stdout, stderr, files } = await profile(t, args);
  t.equal(code, 0, stderr);
  const { 'run_echo.json': json = '', 'run_echo.txt': text = '', ...others } = files;
  t.strictSame(others, {});
  t.equal(stdout, text);
  const artifact = JSON.parse(json) as RunArtifact;
  t.strictSame(validateArtifact(artifact, 'run'), []);
  t.equal(artifact.load.connections.value, 20);
  t.equal(artifact.tcp.connectionsSeen.value, 20);
  t.ok(Number(artifact.tcp.roundTripMedian.value) > 0);
  t.ok(Number(artifact.profile.untraced.roundTripTime.median.value) > 1000);
  // Reading takes a second call that finds the end of the stream.
  for (const [syscall, calls] of Object.entries({ read: 2, write: 1, close: 1 })) {
    t.ok(isOnce(rateOf(artifact, syscall) / calls), syscall);
  }
});

t.test('nginx: a master, a worker, and HTTP', needs('nginx'), async (t) => {
  const args = ['--server', '{config}', '--driver', 'http', '--requests', '60', '--concurrency', '3'];
  const { code, stderr, files } = await profile(t, args, ['nginx']);
  t.equal(code, 0, stderr);
  const artifact = JSON.parse(files['run_nginx.json'] ?? '') as RunArtifact;
  t.strictSame(validateArtifact(artifact, 'run'), []);
  t.equal(artifact.server.processes.running.value, 2);
  for (const syscall of ['recvfrom', 'writev', 'close']) t.ok(isOnce(rateOf(artifact, syscall)), syscall);
  t.equal(artifact.profile.perf.available, false);
});

t.test('redis, and a client that is no part of this project', needs('redis-benchmark', '--version'), async (t) => {
  const server = 'redis-server --port {port} --save "" --appendonly no';
  const client = 'redis-benchmark -p {port} -n {requests} -c 2 -t ping_mbulk -q';
  const args = ['--server', server, '--client', client, '--requests', '500'];
  const { code, stderr, files } = await profile(t, args, ['redis-server', 'redis-benchmark']);
  t.equal(code, 0, stderr);
  const artifact = JSON.parse(files['run_redis-server.json'] ?? '') as RunArtifact;
  t.strictSame(validateArtifact(artifact, 'run'), []);
  t.equal(artifact.load.connections.value, null, 'a stranger does not tell');
  t.ok(isOnce(rateOf(artifact, 'read')) && isOnce(rateOf(artifact, 'write')));
});

t.test('what goes wrong is said, and nothing stays behind', needs('perl'), async (t) => {
  const background = `use POSIX; exit 0 if fork; POSIX::setsid(); ${ECHO}`;
  // Takes its leave only when the first client is there.
  const whenServing = `use POSIX; $p = $$; $SIG{USR1} = sub { exit 0 }; if (fork) { sleep 1 while 1 } POSIX::setsid();
${ECHO.replace('accept) {', '$&  kill USR1 => $p if !$n++;')}`;
  const cases: [args: string[], code: number, message: RegExp][] = [
    [['--server', echoServer(background)], 1, /exit 0: .*gone into the background[\s\S]*daemon off/],
    [['--server', echoServer(whenServing)], 1, /exit 0: .*gone into the background[\s\S]*daemon off/],
    [['--server', 'sleep 60 {port}', '--ready-timeout', '200ms'], 1, /does not listen on port/],
    [['--server', echoServer(), '--driver', 'http'], 3, /not what was asked for/],
  ];
  await Promise.all(
    cases.map(([args, wanted, message], i) =>
      t.test(`${i}`, { buffered: true }, async (t) => {
        const { code, stderr, files } = await profile(t, args);
        t.equal(code, wanted, stderr);
        t.match(stderr, message);
        t.strictSame(files, {});
      }),
    ),
  );
});

t.test('Ctrl-C ends the server, and writes nothing', needs('perl'), async (t) => {
  const folder = t.testdir();
  const args = ['--server', echoServer(), '--client', 'sleep 60', '--out', folder];
  const profiler = startProfiler(t, { experiment: 'run', args, env: { DEBUG: 'qsl:profiler' } });
  await pollUntil(() => (profiler.stderr().includes('1/3: untraced, load 1') ? true : undefined));
  profiler.process.kill('SIGINT');
  const { signal } = await profiler.ended;
  t.equal(signal, 'SIGINT');
  t.strictSame(processesMarked(profiler.mark), []);
  t.strictSame(contentOf(folder), {});
});
