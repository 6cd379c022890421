import t from 'tap';
import { type Profiler, startProfiler } from './profiler.ts';

const skip = process.platform === 'linux' ? false : 'needs Linux';

t.test('a profiler ends with the test that started it', { skip }, async (t) => {
  let profiler: Profiler | undefined;
  await t.test('one that does not wait for it', async (t) => {
    profiler = startProfiler(t, { experiment: 'top', args: [String(process.pid), '--json', '--count', '0'] });
    t.type(profiler.process.pid, 'number');
  });
  t.match(await profiler?.ended, { code: null, signal: 'SIGKILL' });
});
