import t from 'tap';
import { platform } from './platform.ts';
import { processCpuNs, threadCpuNs } from './thread-clock.ts';

t.test('the clock goes on while this thread works, and not faster than the clock on the wall', async (t) => {
  const wallStart = process.hrtime.bigint();
  const start = threadCpuNs();
  let readings = 0;
  while (threadCpuNs() - start < 5e6) readings++;
  t.ok(readings > 10, 'in steps finer than those of the scheduler');
  const cpuNs = threadCpuNs() - start;
  t.ok(cpuNs <= 2 * Number(process.hrtime.bigint() - wallStart), 'which may be slewed');
});

t.test('the clock of a process goes on with its threads’', { skip: platform !== 'linux' && 'of Linux' }, async (t) => {
  const start = processCpuNs(process.pid);
  const before = threadCpuNs();
  while (threadCpuNs() - before < 2e6);
  t.ok(processCpuNs(process.pid) - start >= 2e6);
  t.throws(() => processCpuNs(2 ** 22 + 1), { code: 'EINVAL' }, 'beyond the largest process id');
});
