import t from 'tap';
import { metricOf, steady } from '../../test/artifacts.ts';
import { QUIET_MACHINE } from '../../test/quiet-machine.ts';
import { judgeMachine, judgeRepetitions } from './warnings.ts';
import { type MachineProfile, watchMachine } from './watch.ts';

const share = (value: number) => ({ value, unit: 'share', source: 's', resolution: null });

t.test('each thing a machine may do is warned of, with a remedy, and nothing else is', async (t) => {
  const cases: [code: string | undefined, Partial<MachineProfile>][] = [
    [undefined, {}],
    ['STOLEN_TIME', { stolenShare: share(0.05) }],
    ['SWAPPING', { swappedPages: { ...share(3), unit: 'pages' } }],
    ['FREQUENCY_SCALING', { governors: ['powersave'] }],
    [undefined, { governors: ['performance'] }],
    ['FREQUENCY_SCALING', { frequencyChange: share(-0.2) }],
    ['DESCRIPTORS_NEAR_LIMIT', { descriptorShare: share(0.9) }],
  ];
  for (const [code, changed] of cases) {
    const warnings = judgeMachine({ ...QUIET_MACHINE, ...changed });
    t.strictSame(
      warnings.map((warning) => warning.code),
      code === undefined ? [] : [code],
    );
    for (const { remedy } of warnings) t.ok(remedy.length > 10, remedy);
  }
});

t.test('a machine that does not tell is not blamed', async (t) => {
  const unknown = { ...share(0), value: null };
  const machine = { busyShare: unknown, stolenShare: unknown, swappedPages: unknown, frequencyChange: unknown };
  t.strictSame(judgeMachine({ ...machine, descriptorShare: unknown, governors: null }), []);
});

t.test('repetitions are judged by the yardstick: what it explains is no drift', async (t) => {
  const rising = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7];
  const codes = (metrics: Parameters<typeof judgeRepetitions>[0]) => judgeRepetitions(metrics).map(({ code }) => code);
  t.strictSame(codes([metricOf('m', rising)]), ['DRIFT']);
  t.strictSame(codes([metricOf('m', rising, { yardstick: rising })]), ['NOISY_NEIGHBOUR']);
  t.strictSame(codes([metricOf('m', steady(8))]), []);
  t.strictSame(codes([metricOf('m', rising, { better: null })]), [], 'what is not judged is not warned of');
});

t.test('many metrics are counted rather than named', async (t) => {
  const [few] = judgeRepetitions(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => metricOf(name, [1])));
  t.match(few?.text, /: a, b, c, d and 2 more\./);
});

t.test('this very machine is watched', { skip: process.platform === 'linux' ? false : 'needs Linux' }, async (t) => {
  const end = watchMachine();
  const { swappedPages, descriptorShare } = end();
  t.ok(Number(swappedPages.value) >= 0);
  t.ok(Number(descriptorShare.value) > 0 && Number(descriptorShare.value) < 1);
});
