import t from 'tap';
import { RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { parseSoftnet, readSoftnet } from './net-softnet.ts';

t.test('two recorded CPUs read as their hexadecimal columns say', async (t) => {
  const idle = { dropped: 0, receivedRps: 0, flowLimited: 0, backlogPackets: 0 };
  t.strictSame(readSoftnet({ root: RECORDED_ROOT }), [
    { cpu: 0, processed: 0x44991, timeSqueezed: 1, ...idle },
    { cpu: 1, processed: 0x3cd2b, timeSqueezed: 0, ...idle },
  ]);
});

t.test('what an older kernel does not print is undefined, not zero', async (t) => {
  const counted = { processed: 0x3d2b1, dropped: 7, timeSqueezed: 12 };
  const cases: [file: string, newer: object][] = [
    [
      'softnet_stat-2.6.32',
      { cpu: undefined, receivedRps: undefined, flowLimited: undefined, backlogPackets: undefined },
    ],
    ['softnet_stat-2.6.35', { cpu: undefined, receivedRps: 17, flowLimited: undefined, backlogPackets: undefined }],
    ['softnet_stat-3.11', { cpu: undefined, receivedRps: 17, flowLimited: 5, backlogPackets: undefined }],
    ['softnet_stat-5.10', { cpu: 0, receivedRps: 17, flowLimited: 5, backlogPackets: 3 }],
  ];
  for (const [file, newer] of cases) {
    const cpus = parseSoftnet(recorded(`../older-kernels/${file}`));
    t.equal(cpus.length, 2, file);
    t.strictSame(cpus[0], { ...counted, ...newer }, file);
  }
});

t.test('an offline CPU has no row, and the CPU id says so', async (t) => {
  t.strictSame(
    parseSoftnet(recorded('../older-kernels/softnet_stat-5.10')).map(({ cpu }) => cpu),
    [0, 2],
  );
});

t.test('counters read up to their 32 bits, columns of newer kernels are ignored', async (t) => {
  const [cpu] = parseSoftnet(`${Array(20).fill('ffffffff').join(' ')}\n`);
  t.match(cpu, { processed: 0xffffffff, cpu: 0xffffffff });
});

t.test('what is not as documented is refused by the name of its field', async (t) => {
  const cases: [field: string, text: string][] = [
    ['end of file', ''],
    ['processed', '\n'],
    ['dropped', '00000001\n'],
    ['time_squeeze', '00000001 00000000 0000000g\n'],
    ['index', `${Array(12).fill('00000000').join(' ')} -1\n`],
  ];
  for (const [field, text] of cases) {
    t.throws(() => parseSoftnet(text, 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here', field }, field);
  }
});
