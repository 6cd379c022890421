import t from 'tap';
import { type BypassFacts, gatherBypassFacts, judgeBypass } from './kernel-bypass.ts';

const READY: BypassFacts = {
  platform: 'linux',
  arch: 'x64',
  dpdkVersion: '22.11.11',
  hasHeaders: true,
  compiler: 'cc 12.2.0',
  hugePages: 512,
  iommuGroups: 0,
  hasVfio: false,
};

t.test('each class is what it takes and no more', async (t) => {
  const cases: [changed: Partial<BypassFacts>, wanted: string, missing: RegExp | undefined][] = [
    [{}, 'linux-dpdk-build-ready', undefined],
    [{ arch: 'arm64' }, 'linux-dpdk-build-ready', undefined],
    [{ platform: 'darwin' }, 'unsupported-host', /Linux/],
    [{ arch: 'ia32' }, 'unsupported-host', /x86-64/],
    [{ dpdkVersion: null, hugePages: 0 }, 'linux-missing-dpdk', /libdpdk/],
    [{ hasHeaders: false }, 'linux-dpdk-constrained', /headers/],
    [{ compiler: null }, 'linux-dpdk-constrained', /compiler/],
    [{ hugePages: 0 }, 'linux-dpdk-constrained', /huge pages/],
  ];
  for (const [changed, wanted, missing] of cases) {
    const gate = judgeBypass({ ...READY, ...changed });
    t.equal(gate.class, wanted, JSON.stringify(changed));
    t.equal(gate.missing.length, missing === undefined ? 0 : 1);
    if (missing !== undefined) t.match(gate.missing[0], missing);
  }
});

t.test('this machine can be looked at', async (t) => {
  t.equal(gatherBypassFacts().platform, process.platform);
});
