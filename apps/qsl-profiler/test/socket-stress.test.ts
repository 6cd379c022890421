import { createHash } from 'node:crypto';
import { bindUdp, openUdp, raw, socketAddress } from '@qsl/posix';
import t, { type Test } from 'tap';
import type { SocketStressArtifact } from '../src/experiments/socket-stress/result.ts';
import { pollUntil, processesMarked, processRunning } from './processes.ts';
import { checkInterruption, contentOf, startProfiler } from './profiler.ts';
import { validateArtifact } from './schema.ts';

const OLD = { 'socket_stress_summary.txt': 'old text', 'socket_stress_summary.json': 'old data' };
/** A new object for each test: tap keeps a test's output in there. */
const onLinux = () => ({ skip: process.platform === 'linux' ? false : 'needs procfs', buffered: true });

const start = (t: Test, args: string[], env: NodeJS.ProcessEnv = {}) =>
  startProfiler(t, {
    experiment: 'socket-stress',
    args,
    env: { QSL_STRESS_ORDERS: '3000', QSL_STRESS_TRIALS: '1', DEBUG: 'qsl:profiler', ...env },
  });

/** Run at once: most of their time is waiting for processes to start. */
t.jobs = 4;

t.test('a small run accounts for every datagram, and writes what it printed', onLinux(), async (t) => {
  const folder = t.testdir();
  const profiler = start(t, ['--out', folder], { QSL_STRESS_TRIALS: '2' });
  const { code, stdout, stderr } = await profiler.ended;
  t.equal(code, 0, stderr);
  t.strictSame(processesMarked(profiler.mark), []);
  const { 'socket_stress_summary.txt': text, 'socket_stress_summary.json': json = '', ...others } = contentOf(folder);
  t.strictSame(others, {});
  t.equal(text, stdout);
  t.match(text, createHash('sha256').update(json).digest('hex'));
  const artifact = JSON.parse(json) as SocketStressArtifact;
  t.strictSame(validateArtifact(artifact, 'socket-stress'), []);
  const { rows } = artifact.trials;
  t.strictSame(
    rows.map(({ buffer }) => buffer),
    ['small', 'default', 'large', 'large', 'default', 'small'],
  );
  for (const { published, received, lost, sendFailures, socketDrops, unexplained, ...row } of rows) {
    t.ok(published > 1000, row.buffer);
    t.equal(published - received, lost, row.buffer);
    t.equal(sendFailures + Number(socketDrops), lost, row.buffer);
    t.equal(unexplained, 0, row.buffer);
    t.equal(row.socketDropsObserved, socketDrops, 'the profiler reads what the subscriber reads');
    t.equal(row.inGaps + row.outsideGaps, lost, row.buffer);
  }
  t.match(artifact.buffers.small, { requested: { value: 2048 }, granted: { value: 4096 } });
});

t.test('a port that somebody else holds: exit 2, the old artifact intact', { buffered: true }, async (t) => {
  const fd = openUdp();
  t.teardown(() => raw.close(fd));
  bindUdp(fd, { host: '127.0.0.1', port: 0 });
  const folder = t.testdir(OLD);
  const { code, stderr, stdout } = await start(t, ['--out', folder], {
    QSL_STRESS_PORT: String(socketAddress(fd).port),
  }).ended;
  t.equal(code, 2);
  t.match(stderr, /UDP port \d+ cannot be used: .*EADDRINUSE|in use/);
  t.equal(stdout, '');
  t.strictSame(contentOf(folder), OLD);
});

t.test('Ctrl-C leaves no process and the old artifact', onLinux(), async (t) => {
  const folder = t.testdir(OLD);
  const profiler = start(t, ['--out', folder], { QSL_STRESS_ORDERS: '10000000' });
  await pollUntil(() => processRunning(profiler.mark, 'publish'));
  await checkInterruption(t, profiler, folder);
});

t.test('a subscriber that dies ends the run with its name: exit 1', onLinux(), async (t) => {
  const folder = t.testdir(OLD);
  const profiler = start(t, ['--out', folder], { QSL_STRESS_ORDERS: '10000000' });
  await pollUntil(() => processRunning(profiler.mark, 'publish'));
  process.kill(processRunning(profiler.mark, 'subscribe') as number, 'SIGKILL');
  const { code, stderr } = await profiler.ended;
  t.equal(code, 1);
  t.match(stderr, /the subscriber ended unasked \(SIGKILL\)/);
  t.strictSame(processesMarked(profiler.mark), []);
  t.strictSame(contentOf(folder), OLD);
});
