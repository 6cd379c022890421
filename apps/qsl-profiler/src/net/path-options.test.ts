import t from 'tap';
import { formatRateLimit, parseImpairment, parseLoss, parseRate } from './path-options.ts';
import { netemArguments, tbfArguments } from './qdisc.ts';

t.test('rates, losses and impairments are read, and what is none is refused', async (t) => {
  t.strictSame(['64kbit', '100mbit', '2.5gbit'].map(parseRate), [64e3, 100e6, 2.5e9]);
  t.strictSame([100e6, 2.5e9, 64e3].map(formatRateLimit), ['100mbit', '2.5gbit', '64kbit']);
  t.strictSame(['0', '1%', '0.5%', '50%'].map(parseLoss), [0, 0.01, 0.005, 0.5]);
  t.equal(parseImpairment('relay'), 'relay');
  for (const text of ['', '100', '1kbit', '1000gbit', '-1mbit']) t.throws(() => parseRate(text), { code: 'USAGE' });
  for (const text of ['', '51%', '-1%', 'x']) t.throws(() => parseLoss(text), { code: 'USAGE' });
  t.throws(() => parseImpairment('tc'), { code: 'USAGE' });
});

t.test('tc is told the rate, a burst that lets it be reached, and the queue', async (t) => {
  const path = { rateBitsPerSecond: 100e6, queueBytes: 65_536, delayMs: 5, lossShare: 0.01 };
  const words = (args: readonly string[]) => args.join(' ');
  t.equal(words(tbfArguments(path)), 'tbf rate 100000000bit burst 125000 limit 65536');
  t.equal(words(tbfArguments({ ...path, rateBitsPerSecond: 64e3 })), 'tbf rate 64000bit burst 3200 limit 65536');
  t.equal(words(netemArguments(path)), 'netem limit 100000 delay 5ms loss random 1%');
  t.equal(words(netemArguments({ ...path, delayMs: 0, lossShare: 0.005 })), 'netem limit 100000 loss random 0.5%');
});
