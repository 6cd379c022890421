import { gzipSync } from 'node:zlib';
import t from 'tap';
import { readKernelConfig } from './kernel-config.ts';

t.test('what was built in, as a module, or not at all', async (t) => {
  const text = '# x\nCONFIG_NET_SCH_TBF=y\nCONFIG_TUN=m\n# CONFIG_NET_SCH_NETEM is not set\nCONFIG_HZ=250\n';
  const choiceOf = readKernelConfig({ root: t.testdir({ 'config.gz': gzipSync(text) }) });
  const choices = ['NET_SCH_TBF', 'TUN', 'NET_SCH_NETEM', 'HZ'].map((option) => choiceOf?.(option));
  t.strictSame(choices, ['y', 'm', 'n', 'n']);
});

t.test('a kernel that does not tell', async (t) => {
  t.equal(readKernelConfig({ root: t.testdir({}) }), undefined);
});
