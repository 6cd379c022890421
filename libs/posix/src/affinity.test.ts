import t from 'tap';
import { getCpuAffinity, setCpuAffinity } from './affinity.ts';
import { platform } from './platform.ts';

const skip = platform !== 'linux' && 'no CPU affinity here';

t.test('a thread bound to each of its CPUs in turn says so', { skip }, async (t) => {
  const all = getCpuAffinity();
  t.teardown(() => setCpuAffinity(all));
  t.ok(all.length > 0);
  for (const cpu of all) {
    setCpuAffinity([cpu]);
    t.same(getCpuAffinity(), [cpu]);
  }
  setCpuAffinity(all);
  t.same(getCpuAffinity(), all);
});

t.test('CPUs that do not exist are refused', { skip }, async (t) => {
  t.throws(() => setCpuAffinity([8191]), { code: 'EINVAL', call: 'sched_setaffinity', message: 'CPUs 8191' });
  t.throws(() => setCpuAffinity([]), { code: 'EINVAL' });
  for (const cpu of [-1, 0.5, 8192]) t.throws(() => setCpuAffinity([cpu]), RangeError, String(cpu));
});
