import t from 'tap';
import { RECORDED_ROOT } from '../test/recorded.ts';
import { parseCpuinfo, readCpuFlags, readCpuinfo } from './cpuinfo.ts';

t.test('the recorded machine names its model and two CPUs', async (t) => {
  t.strictSame(readCpuinfo({ root: RECORDED_ROOT }), { modelName: 'AMD EPYC', processors: 2 });
});

t.test('a model name is taken as it stands, and a missing one is undefined', async (t) => {
  const cases: [text: string, modelName: string | undefined, processors: number][] = [
    ['processor\t: 0\nmodel name\t: Xeon(R) CPU E5-2670 v3 @ 2.30GHz\n\n', 'Xeon(R) CPU E5-2670 v3 @ 2.30GHz', 1],
    ['processor\t: 0\nmodel name\t: a: b\n', 'a: b', 1],
    ['processor\t: 0\nBogoMIPS\t: 50.00\nCPU implementer\t: 0x41\n\nprocessor\t: 1\n', undefined, 2],
    ['processor\t: 0\nmodel name\t: \nmodel\t\t: 17\n', undefined, 1],
    ['\n', undefined, 0],
  ];
  for (const [text, modelName, processors] of cases) t.strictSame(parseCpuinfo(text), { modelName, processors });
});

t.test('a file cut within a line is refused', async (t) => {
  t.throws(() => parseCpuinfo('model name\t: AMD EP', 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here' });
});

t.test('flags are those of the first CPU, none where there are none', async (t) => {
  const flags = readCpuFlags({ root: RECORDED_ROOT });
  t.ok(flags.includes('fpu') && flags.includes('hypervisor'));
  t.strictSame(readCpuFlags({ root: t.testdir({ self: {}, cpuinfo: 'processor\t: 0\n' }) }), []);
});
