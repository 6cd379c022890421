import t from 'tap';
import { DEFAULTS, describeFlags, parseDuration, parsePercent } from './options.ts';

t.test('per cent are read as a share, and what are none are refused', async (t) => {
  t.strictSame(['10', '0.5', '1000'].map(parsePercent), [0.1, 0.005, 10]);
  for (const text of ['', '0', '-1', '1001', '1e2', '5%', 'x'])
    t.throws(() => parsePercent(text), { code: 'USAGE' }, text);
});

t.test('where each setting came from is kept, and every figure is the one that was given', async (t) => {
  const standard = {
    durationMs: parseDuration(DEFAULTS.duration),
    slowDown: parsePercent(DEFAULTS.slowDown),
    comparisons: Number(DEFAULTS.comparisons),
    seed: Number(DEFAULTS.seed),
  };
  t.strictSame(describeFlags(standard), {
    '--duration': { value: '480000 ms', from: 'default' },
    '--slow-down': { value: '10 %', from: 'default' },
    '--comparisons': { value: '200', from: 'default' },
    '--seed': { value: '42', from: 'default' },
  });
  const given = { durationMs: 4000, slowDown: parsePercent('7'), comparisons: 7, seed: 0 };
  t.strictSame(describeFlags(given), {
    '--duration': { value: '4000 ms', from: 'command line' },
    '--slow-down': { value: '7 %', from: 'command line' },
    '--comparisons': { value: '7', from: 'command line' },
    '--seed': { value: '0', from: 'command line' },
  });
});
