import fc from 'fast-check';
import t from 'tap';
import { parseCount, parseFraction, parseHex } from './number.ts';

const WHERE = { file: 'here', field: 'utime' };
const REFUSED = { code: 'QSL_PROCFS_FORMAT', ...WHERE };

t.test('a count is exact or refused', async (t) => {
  const read = (value: bigint) => {
    try {
      return BigInt(parseCount(String(value), WHERE));
    } catch {
      return 'refused';
    }
  };
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  const property = fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
    return read(value) === (value > limit ? 'refused' : value);
  });
  t.doesNotThrow(() => fc.assert(property, { examples: [[0n], [limit], [limit + 1n], [2n ** 64n - 1n]] }));
  t.throws(() => parseCount(String(limit + 1n), WHERE), REFUSED);
});

t.test('what is no number is refused', async (t) => {
  for (const text of [undefined, '', ' ', '-1', '+1', '1.0', '1e3', '0x10', '1 ', '١']) {
    t.throws(() => parseCount(text, WHERE), REFUSED, `count ${text}`);
  }
  for (const text of [undefined, '', '-1', '0x10', 'g', '1 ', '20000000000000']) {
    t.throws(() => parseHex(text, WHERE), REFUSED, `hex ${text}`);
  }
  for (const text of [undefined, '', '1', '-1.0', '1.', '.5', '1.0.0', 'Infinity']) {
    t.throws(() => parseFraction(text, WHERE), REFUSED, `fraction ${text}`);
  }
});

t.test('hexadecimal reads in either case', async (t) => {
  t.equal(parseHex('00000F00', WHERE), 3840);
  t.equal(parseHex('0003cd2b', WHERE), 249131);
});
