import t from 'tap';
import type { EnvironmentArtifact } from '../src/doctor/environment.ts';
import { contentOf, startProfiler } from './profiler.ts';
import { validateArtifact } from './schema.ts';

t.test('doctor writes what it prints as data, and the same for people', async (t) => {
  const folder = t.testdir();
  const { code, stdout, stderr } = await startProfiler(t, { experiment: 'doctor', args: ['--json', '--out', folder] })
    .ended;
  t.equal(code, 0, stderr);
  const { 'environment.json': json = '', 'environment.txt': text = '', ...others } = contentOf(folder);
  t.strictSame(others, {});
  t.equal(stdout, json);
  const artifact = JSON.parse(json) as EnvironmentArtifact;
  t.strictSame(validateArtifact(artifact, 'environment'), []);
  for (const { title } of artifact.findings) t.match(text, title);
  t.match(text, artifact.kernelBypass.class);
});

t.test('a machine without any tool is described, not refused', async (t) => {
  const { code, stdout } = await startProfiler(t, {
    experiment: 'doctor',
    args: ['--json'],
    env: { PATH: '/nonexistent' },
  }).ended;
  t.equal(code, 0);
  const { findings, kernelBypass } = JSON.parse(stdout) as EnvironmentArtifact;
  t.strictSame(validateArtifact(JSON.parse(stdout), 'environment'), []);
  const verdictOf = (id: string) => findings.find((finding) => finding.id === id)?.verdict;
  for (const id of ['strace', 'perf-trace', 'perf-events', 'namespaces']) t.equal(verdictOf(id), 'no', id);
  t.match(kernelBypass.class, process.platform === 'linux' ? 'linux-missing-dpdk' : 'unsupported-host');
});
