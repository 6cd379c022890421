import { spawnSync } from 'node:child_process';
import t from 'tap';
import type { SocketStressArtifact } from '../src/experiments/socket-stress/result.ts';
import type { NetArtifact } from '../src/net/result.ts';
import { pollUntil, processesMarked } from './processes.ts';
import { contentOf, startProfiler } from './profiler.ts';
import { validateArtifact } from './schema.ts';

const canBuildPaths = spawnSync('unshare', ['--net', 'tc', 'qdisc', 'show']).status === 0;
const overPaths = () => ({ buffered: true, skip: canBuildPaths ? false : 'needs root, iproute2 and util-linux' });
const SMALL = { QSL_STRESS_ORDERS: '300', QSL_STRESS_TRIALS: '1' };

t.jobs = 3;

t.test('datagrams over a path that delays and drops: every one of them is accounted for', overPaths(), async (t) => {
  const folder = t.testdir();
  const path = ['--delay', '2ms', '--loss', '10%', '--impairment', 'relay', '--experiments', 'socket-stress'];
  const profiler = startProfiler(t, { experiment: 'net', args: [...path, '--out', folder], env: SMALL });
  const { code, stdout, stderr } = await profiler.ended;
  t.equal(code, 0, stderr);
  t.strictSame(processesMarked(profiler.mark), [], 'neither process nor namespace is left');
  const files = contentOf(folder);
  const names = ['net_path.json', 'net_path.txt', 'socket_stress_veth.json', 'socket_stress_veth.txt'];
  t.strictSame(Object.keys(files).sort(), names);
  t.equal(stdout, files['net_path.txt']);
  const net = JSON.parse(files['net_path.json'] ?? '') as NetArtifact;
  const stress = JSON.parse(files['socket_stress_veth.json'] ?? '') as SocketStressArtifact;
  t.strictSame(validateArtifact(net, 'net'), []);
  t.strictSame(validateArtifact(stress, 'socket-stress'), []);
  t.equal(net.path.impairer, 'relay');
  t.ok(Number(net.handshake.least.value) >= 3.9e6, 'twice the delay');
  const [{ towards }] = net.experiments as [NetArtifact['experiments'][0]];
  t.ok(Number(towards.relay?.lost.value) > 0, 'a tenth of some six hundred packets');
  t.equal(stress.result.unexplained.value, 0, stress.result.headline);
  const onPath = stress.trials.rows.reduce((sum, { droppedOnPath = 0 }) => sum + droppedOnPath, 0);
  t.equal(onPath, Number(towards.relay?.lost.value) + Number(towards.queueDrops.value));
  t.match(stress.claim, /virtual network/);
});

t.test('Ctrl-C takes the path away', overPaths(), async (t) => {
  const folder = t.testdir();
  const env = { QSL_STRESS_ORDERS: '1000000', DEBUG: 'qsl:profiler' };
  const args = ['--delay', '1ms', '--experiments', 'socket-stress', '--out', folder];
  const profiler = startProfiler(t, { experiment: 'net', args, env });
  await pollUntil(() => (profiler.stderr().includes('trial 1 of') ? true : undefined));
  profiler.process.kill('SIGINT');
  const { signal } = await profiler.ended;
  t.equal(signal, 'SIGINT');
  t.strictSame(processesMarked(profiler.mark), []);
  t.strictSame(contentOf(folder), {});
});

t.test('what the machine lacks is said', { buffered: true }, async (t) => {
  const args = ['--out', t.testdir()];
  const { code, stderr } = await startProfiler(t, { experiment: 'net', args, env: { PATH: '/nonexistent' } }).ended;
  t.equal(code, 2);
  t.match(stderr, /needs unshare, nsenter, ip, tc|does not have/);
});
