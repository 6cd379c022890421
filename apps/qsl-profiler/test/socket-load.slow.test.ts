import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { listenTcp, raw } from '@qsl/posix';
import t, { type Test } from 'tap';
import type { SocketLoadArtifact } from '../src/experiments/socket-load/result.ts';
import { pollUntil, processesMarked, processRunning } from './processes.ts';
import { checkInterruption, contentOf, type Profiler, startProfiler } from './profiler.ts';
import { validateArtifact } from './schema.ts';

const OLD = { 'socket_load_summary.txt': 'old text', 'socket_load_summary.json': 'old data' };
/** A new object for each test: tap keeps a test's output in there. */
const onLinux = () => ({ skip: process.platform === 'linux' ? false : 'needs Linux', buffered: true });
const HANGING_UP = path.join(import.meta.dirname, 'servers/hanging-up-gateway.ts');

const start = (t: Test, args: string[], env: NodeJS.ProcessEnv = {}) =>
  startProfiler(t, {
    experiment: 'socket-load',
    args,
    env: { QSL_LOAD_COUNTS: '3', QSL_LOAD_TRIALS: '2', DEBUG: 'qsl:profiler', ...env },
  });

const inTheMiddle = (profiler: Profiler) =>
  pollUntil(() => (profiler.stderr().includes('3 clients: trial 1 of 30') ? true : undefined));

/** A program in the gateway's place that hangs up on every third connection. */
function hangingUpGateway(folder: string): string {
  const file = path.join(folder, 'gateway');
  const command = `exec "${process.execPath}" --conditions=@qsl/source "${HANGING_UP}" "$@"`;
  writeFileSync(file, `#!/bin/sh\n${command}\n`, { mode: 0o755 });
  return file;
}

/** Run at once: most of their time is waiting for processes to start. */
t.jobs = 4;

t.test('a small run serves everybody, and writes what it printed', onLinux(), async (t) => {
  const folder = t.testdir();
  const profiler = start(t, ['--out', folder, '--json']);
  const { code, stdout, stderr } = await profiler.ended;
  t.equal(code, 0, stderr);
  t.strictSame(processesMarked(profiler.mark), []);
  const { 'socket_load_summary.txt': text, 'socket_load_summary.json': json = '', ...others } = contentOf(folder);
  t.strictSame(others, {});
  t.equal(json, stdout, 'with --json stdout is the data');
  const artifact = JSON.parse(json) as SocketLoadArtifact;
  t.strictSame(validateArtifact(artifact, 'socket-load'), []);
  t.match(text, /^QSL socket-load/, 'nothing to warn of in the first line');
  t.strictSame(
    artifact.trials.rows.map(({ transport }) => transport),
    ['threaded', 'epoll', 'epoll', 'threaded'],
  );
  for (const { transport, completed, bestWall, medianWall, latencyMax } of artifact.cells.rows) {
    t.equal(completed, 3, transport);
    t.ok(bestWall > 0 && bestWall <= medianWall, transport);
    t.ok(latencyMax > 1000, 'longer than a microsecond');
  }
  const [comparison] = artifact.comparisons;
  const { value, interval } = comparison?.wallRatio ?? {};
  t.ok(interval && Number(value) > interval.low && Number(value) < interval.high);
});

t.test('a process a client works, and is said to measure the spawning', onLinux(), async (t) => {
  const folder = t.testdir();
  const profiler = start(t, ['--out', folder, '--driver', 'process'], { QSL_LOAD_COUNTS: '2', QSL_LOAD_TRIALS: '1' });
  const { code, stdout, stderr } = await profiler.ended;
  t.equal(code, 0, stderr);
  t.match(stdout, /a process a client: this measures the spawning[\s\S]*threaded +2\/2[\s\S]*epoll +2\/2/);
});

t.test('a client that is not served: exit 3 and no artifact, unless allowed', onLinux(), async (t) => {
  const folder = t.testdir({ strict: OLD, lenient: {} });
  const gateway = hangingUpGateway(folder);
  const run = (out: string, env: NodeJS.ProcessEnv) =>
    start(t, ['--out', path.join(folder, out), '--gateway-bin', gateway], { QSL_LOAD_TRIALS: '1', ...env }).ended;
  const [strict, lenient] = await Promise.all([run('strict', {}), run('lenient', { QSL_LOAD_ALLOW_PARTIAL: '1' })]);
  t.equal(strict.code, 3);
  t.match(strict.stderr, /the threaded gateway served 2 of 3 clients \((CLOSED_EARLY|CONNECTION_LOST)/);
  t.strictSame(contentOf(path.join(folder, 'strict')), OLD);
  t.equal(lenient.code, 0, lenient.stderr);
  t.match(lenient.stdout, /^PARTIAL: in 2 of 2 cells not every client was served \(threaded 2 of 3; epoll 2 of 3\)/);
  const json = contentOf(path.join(folder, 'lenient'))['socket_load_summary.json'] ?? '';
  t.strictSame(validateArtifact(JSON.parse(json), 'socket-load'), []);
});

t.test('a gateway that dies mid-run, partial or not: exit 3, the old artifact intact', onLinux(), async (t) => {
  const folder = t.testdir(OLD);
  const profiler = start(t, ['--out', folder], { QSL_LOAD_TRIALS: '30', QSL_LOAD_ALLOW_PARTIAL: '1' });
  await inTheMiddle(profiler);
  process.kill(processRunning(profiler.mark, '--epoll') as number, 'SIGKILL');
  const { code, stderr } = await profiler.ended;
  t.equal(code, 3, stderr);
  t.match(stderr, /the epoll gateway ended unasked \(SIGKILL\), in the middle of the cell of 3 clients/);
  t.strictSame(processesMarked(profiler.mark), []);
  t.strictSame(contentOf(folder), OLD);
});

t.test('Ctrl-C leaves no process and the old artifact', onLinux(), async (t) => {
  const folder = t.testdir(OLD);
  const profiler = start(t, ['--out', folder], { QSL_LOAD_TRIALS: '30' });
  await inTheMiddle(profiler);
  await checkInterruption(t, profiler, folder);
});

t.test('a port that somebody else holds: exit 2, the old artifact intact', onLinux(), async (t) => {
  const { fd, port } = listenTcp({ host: '127.0.0.1', port: 0 });
  t.teardown(() => raw.close(fd));
  const folder = t.testdir(OLD);
  // As the first port of two or, at the very end, as the second.
  const { code, stderr } = await start(t, ['--out', folder], { QSL_LOAD_PORT: String(Math.min(port, 65534)) }).ended;
  t.equal(code, 2);
  t.match(stderr, /port \d+ is held by another program/);
  t.strictSame(contentOf(folder), OLD);
});
