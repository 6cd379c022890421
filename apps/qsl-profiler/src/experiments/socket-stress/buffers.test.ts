import t from 'tap';
import { explainGrant, trialOrder } from './buffers.ts';

t.test('trials run forwards and backwards in turn', async (t) => {
  t.strictSame(trialOrder(1), ['small', 'default', 'large']);
  t.strictSame(trialOrder(2), ['small', 'default', 'large', 'large', 'default', 'small']);
  t.equal(trialOrder(5).filter((buffer) => buffer === 'large').length, 5);
});

t.test('what was granted is explained from what was asked for and the limits', async (t) => {
  const limits = { defaultBytes: 212_992, maxBytes: 4_194_304 };
  const unknown = { defaultBytes: null, maxBytes: null };
  const cases: [requested: number | null, granted: number, typeof limits | typeof unknown, RegExp][] = [
    [2048, 4096, limits, /^doubled by Linux/],
    [8_388_608, 8_388_608, limits, /^capped at net\.core\.rmem_max 4,194,304, then doubled$/],
    [9_000_000, 8_388_608, limits, /^capped/],
    [100, 2304, limits, /least size/],
    [null, 212_992, limits, /rmem_default/],
    [null, 425_984, limits, /system's default/],
    [null, 786_896, unknown, /system's default/],
    [65_536, 65_536, unknown, /as asked for/],
    [1_000_000, 1_500_000, limits, /not explained/],
  ];
  for (const [requested, granted, known, why] of cases) {
    t.match(explainGrant({ requested, granted }, known), why, `${requested} to ${granted}`);
  }
});
