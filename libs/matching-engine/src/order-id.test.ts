import fc from 'fast-check';
import t from 'tap';
import { fuzzRuns } from '../test/fuzz-runs.ts';
import { formatOrderId, parseOrderId } from './order-id.ts';

const MAX = 2n ** 64n - 1n;

t.test('any u64 keeps its value through both halves', async (t) => {
  const edges = [
    0n,
    1n,
    2n ** 31n,
    2n ** 32n - 1n,
    2n ** 32n,
    2n ** 53n - 1n,
    2n ** 53n,
    2n ** 53n + 1n,
    2n ** 63n,
    MAX,
  ];
  const ids = fc.oneof(
    fc.constantFrom(...edges),
    fc.bigInt({ min: 0n, max: MAX }),
    fc.bigInt({ min: 0n, max: 10n ** 16n }),
  );
  const property = fc.property(ids, (id) => {
    const { high, low } = parseOrderId(String(id))!;
    if (high !== (high | 0) || low !== (low | 0)) throw new Error(`${high} ${low}: not two int32`);
    const value = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    return value === id && formatOrderId(high, low) === String(id);
  });
  fc.assert(property, { ...fuzzRuns(1000), examples: edges.map((edge) => [edge]) });
  t.pass('no difference found');
});

t.test('leading zeros do not count', async (t) => {
  t.same(parseOrderId('007'), { high: 0, low: 7 });
  t.same(parseOrderId(`000${MAX}`), { high: -1, low: -1 });
});

t.test('anything else is no id', async (t) => {
  for (const text of ['', ' 1', '1 ', '-1', '+1', '1.0', '1e3', '0x10', '१', '1n', String(MAX + 1n), '9'.repeat(60)]) {
    t.equal(parseOrderId(text), undefined, JSON.stringify(text));
  }
});
