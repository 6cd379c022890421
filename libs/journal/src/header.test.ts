import t from 'tap';
import { assertSameConfig, decodeHeader, encodeHeader, type JournalConfig } from './header.ts';
import { SEGMENT_MAGIC, SNAPSHOT_MAGIC } from './layout.ts';

const extremes: JournalConfig = {
  symbols: ['A', 'Zoë', 'x'.repeat(0xffff)],
  risk: { maxOrderQuantity: 2 ** 32 - 1, maxNotional: 2 ** 53 - 1 },
  maxOrders: 2 ** 24,
};

t.test('a header holds the extremes of every field', async (t) => {
  const bytes = encodeHeader(SEGMENT_MAGIC, extremes, 2 ** 53 - 1);
  const header = decodeHeader(SEGMENT_MAGIC, new DataView(bytes.buffer), bytes.length, 'file');
  t.same(header, { config: extremes, sequence: 2 ** 53 - 1, length: bytes.length });
  t.equal(bytes.length % 8, 0);
  assertSameConfig('file', header.config, extremes);
});

t.test('a header of another kind of file, and a name that does not fit, are refused', async (t) => {
  const bytes = encodeHeader(SNAPSHOT_MAGIC, extremes, 1);
  const view = new DataView(bytes.buffer);
  t.throws(() => decodeHeader(SEGMENT_MAGIC, view, bytes.length, 'file'), { code: 'JOURNAL_DAMAGED' });
  const config = { ...extremes, symbols: ['x'.repeat(0x10000)] };
  t.throws(() => encodeHeader(SEGMENT_MAGIC, config, 1), { code: 'JOURNAL_CONFIG' });
});
