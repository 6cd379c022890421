import t from 'tap';
import { checked, parseAs } from './checked.ts';
import { parsePort } from './parse-number.ts';

t.test('a refusal names where the text came from', async (t) => {
  t.equal(parseAs('QSL_PORT', parsePort, '7'), 7);
  t.throws(() => parseAs('QSL_PORT', parsePort, 'x'), { name: 'UsageError', message: /^QSL_PORT: "x" is not a port/ });
});

t.test('a defect of a parser is not taken for a mistake of usage', async (t) => {
  const broken = (): never => {
    throw new TypeError('broken');
  };
  t.throws(() => parseAs('--x', broken, 'x'), { name: 'TypeError', message: 'broken' });
});

t.test('an option that is absent stays so, one that is repeated is refused', async (t) => {
  const option = checked('--x', parsePort, { describe: 'a port' });
  t.equal(option.coerce(undefined), undefined);
  t.equal(option.coerce('7'), 7);
  t.throws(() => option.coerce(['7', '7']), { name: 'UsageError', message: '--x: given 2 times; give it once' });
});
