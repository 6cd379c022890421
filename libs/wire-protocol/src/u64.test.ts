import fc from 'fast-check';
import t from 'tap';
import { formatUint64, fromHalves, highHalf, lowHalf, MAX_UINT64, parseUint64 } from './u64.ts';

const edges: { value: bigint; high: number; low: number }[] = [
  { value: 0n, high: 0, low: 0 },
  { value: 1n, high: 0, low: 1 },
  { value: 2n ** 31n, high: 0, low: -(2 ** 31) },
  { value: 2n ** 32n - 1n, high: 0, low: -1 },
  { value: 2n ** 32n, high: 1, low: 0 },
  { value: 2n ** 53n + 1n, high: 2 ** 21, low: 1 },
  { value: 2n ** 63n, high: -(2 ** 31), low: 0 },
  { value: 2n ** 64n - 1n, high: -1, low: -1 },
];

for (const { value, high, low } of edges) {
  t.test(`${value} is made of the halves ${high} and ${low}`, async (t) => {
    t.equal(highHalf(value), high);
    t.equal(lowHalf(value), low);
    t.equal(fromHalves(high, low), value);
    t.equal(fromHalves(high >>> 0, low >>> 0), value, 'given as u32 too');
    t.equal(formatUint64(high, low), value.toString());
    t.equal(parseUint64(value.toString()), value);
  });
}

t.test('halves and digits survive the way there and back for any u64', async () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: MAX_UINT64 }), (value) => {
      const digits = formatUint64(highHalf(value), lowHalf(value));
      return parseUint64(digits) === value && fromHalves(highHalf(value), lowHalf(value)) === value;
    }),
  );
});

for (const text of [
  '',
  ' 7',
  '7 ',
  '+7',
  '-1',
  '0x10',
  '1e3',
  '1.0',
  '1_000',
  '٣',
  '18446744073709551616',
  '0'.repeat(21),
]) {
  t.test(`'${text}' is no u64`, async (t) => {
    t.equal(parseUint64(text), undefined);
  });
}

t.test('leading zeros are allowed within 20 digits', async (t) => {
  t.equal(parseUint64('00000000000000000007'), 7n);
});
