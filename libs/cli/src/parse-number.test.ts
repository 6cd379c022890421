import fc from 'fast-check';
import t from 'tap';
import { count, formatU64, parsePeerPort, parsePort, parsePrice, parseU64 } from './parse-number.ts';

const NO_NUMBERS = ['', ' ', ' 7', '7 ', '+7', '0x10', '1e3', '1.5', '1_000', '1,000', 'NaN', 'Infinity', '٣', '7\n'];

t.test('ports are 0 to 65535, in decimal digits', async (t) => {
  for (const [text, port] of [
    ['0', 0],
    ['9009', 9009],
    ['65535', 65535],
    ['009', 9],
  ] as const) {
    t.equal(parsePort(text), port, text);
  }
  for (const text of [...NO_NUMBERS, '-1', '65536', '99999999999999999999']) {
    t.throws(() => parsePort(text), { name: 'UsageError', message: /is not a port/ }, JSON.stringify(text));
  }
});

t.test('a port to send to is one from 1 on, and the message says so', async (t) => {
  t.strictSame(['1', '9100', '65535'].map(parsePeerPort), [1, 9100, 65535]);
  for (const text of [...NO_NUMBERS, '0', '-1', '65536'])
    t.throws(() => parsePeerPort(text), { name: 'UsageError', message: /from 1 to 65535/ }, JSON.stringify(text));
});

t.test('counts keep to their range', async (t) => {
  const parse = count({ min: 2, max: 10 });
  for (const [text, value] of [
    ['2', 2],
    ['10', 10],
  ] as const)
    t.equal(parse(text), value, text);
  for (const text of [...NO_NUMBERS, '-2', '1', '11']) {
    t.throws(() => parse(text), { message: /from 2 to 10/ }, JSON.stringify(text));
  }
});

t.test('prices are safe integers, of any sign', async (t) => {
  for (const [text, price] of [
    ['100', 100],
    ['-7', -7],
    ['-0', 0],
    ['9007199254740991', 2 ** 53 - 1],
  ] as const) {
    t.equal(Object.is(parsePrice(text), price), true, text);
  }
  for (const text of [...NO_NUMBERS, '--7', '-', '9007199254740992', '-9007199254740992']) {
    t.throws(() => parsePrice(text), { message: /is not a price/ }, JSON.stringify(text));
  }
});

t.test('ids are any u64, in two int32 halves', async (t) => {
  const cases: [string, number, number][] = [
    ['0', 0, 0],
    ['1', 0, 1],
    ['4294967296', 1, 0],
    ['2147483648', 0, -(2 ** 31)],
    ['9223372036854775808', -(2 ** 31), 0],
    ['18446744073709551615', -1, -1],
  ];
  for (const [text, high, low] of cases) t.strictSame(parseU64(text), { high, low }, text);
  for (const text of [...NO_NUMBERS, '-1', '18446744073709551616'])
    t.throws(() => parseU64(text), JSON.stringify(text));
});

t.test('an id comes back digit for digit, from int32 and from u32 halves', async (t) => {
  t.equal(formatU64({ high: 0xffffffff, low: 0xfffffffe }), '18446744073709551614');
  fc.assert(fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (id) => formatU64(parseU64(`${id}`)) === `${id}`));
  t.pass('for any u64');
});
