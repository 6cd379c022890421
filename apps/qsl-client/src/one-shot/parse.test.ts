import t from 'tap';
import { oneOf, parseAnyPrice, parseId } from './parse.ts';

t.test('an id is any u64, exact', async (t) => {
  for (const id of ['0', '1', '9007199254740993', '18446744073709551615']) t.equal(parseId(id), BigInt(id));
  for (const text of ['-1', '18446744073709551616', '', '1e3', ' 1', '0x1'])
    t.throws(() => parseId(text), { code: 'USAGE' });
});

t.test('a price is any i64, exact, whether or not it makes sense', async (t) => {
  for (const price of ['0', '-1', '-9223372036854775808', '9223372036854775807']) {
    t.equal(parseAnyPrice(price), BigInt(price));
  }
  for (const text of ['9223372036854775808', '-9223372036854775809', '1.5', '', '--1', '+1']) {
    t.throws(() => parseAnyPrice(text), { code: 'USAGE' });
  }
});

t.test('a word stands for its meaning; another is answered with the right ones', async (t) => {
  const parse = oneOf({ yes: 1, no: 0 });
  t.equal(parse('no'), 0);
  for (const text of ['maybe', 'YES', '', 'toString']) t.throws(() => parse(text), /is not one of: yes, no/);
});
