import t from 'tap';
import { searchRate } from './search.ts';

const RANGE = { low: 1000, high: 100_000, maxProbes: 12 };

/** A feed that loses something above `limit` messages a second. */
const upTo = (limit: number) => async (ratePerSecond: number) => ({ ratePerSecond, lossless: ratePerSecond <= limit });

t.test('the limit is enclosed within the resolution', async (t) => {
  for (const limit of [1000, 1001, 7777, 50_000, 99_999]) {
    const { highest, lowestWithLoss, probes } = await searchRate(RANGE, upTo(limit));
    t.ok(highest !== null && lowestWithLoss !== null && highest <= limit && limit < lowestWithLoss, `${limit}`);
    t.ok(Number(lowestWithLoss) / Number(highest) <= 1.05, `${highest} to ${lowestWithLoss}`);
    t.ok(probes.length <= RANGE.maxProbes, `${probes.length} probes`);
  }
});

t.test('a feed that never loses, or always does, is not searched', async (t) => {
  t.match(await searchRate(RANGE, upTo(1e6)), { highest: 100_000, lowestWithLoss: null, probes: { length: 1 } });
  t.match(await searchRate(RANGE, upTo(0)), { highest: null, lowestWithLoss: 1000, probes: { length: 2 } });
});

t.test('it ends after so many probes, however unsteady the feed', async (t) => {
  let turn = 0;
  const moody = async (ratePerSecond: number) => ({ ratePerSecond, lossless: turn++ % 2 === 1 });
  const { probes, highest, lowestWithLoss } = await searchRate({ ...RANGE, maxProbes: 4 }, moody);
  t.equal(probes.length, 4);
  t.ok(Number(highest) < Number(lowestWithLoss));
});
