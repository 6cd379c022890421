import t from 'tap';
import { readSysctl } from './sysctl.ts';

t.test('a tunable reads as its words, one that is not offered as undefined', async (t) => {
  const root = t.testdir({ self: {}, sys: { kernel: { x: '2\n' }, net: { ipv4: { range: '32768\t60999\n' } } } });
  t.strictSame(readSysctl({ root, name: 'kernel.x' }), ['2']);
  t.strictSame(readSysctl({ root, name: 'net.ipv4.range' }), ['32768', '60999']);
  t.equal(readSysctl({ root, name: 'kernel.yama.ptrace_scope' }), undefined);
});

t.test('a text without its end is refused', async (t) => {
  const root = t.testdir({ self: {}, sys: { cut: '12' } });
  t.throws(() => readSysctl({ root, name: 'cut' }), { code: 'QSL_PROCFS_FORMAT' });
});
