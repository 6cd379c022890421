import t from 'tap';
import { RECORD_BYTES, RECORD_ID_HIGH, RECORD_ID_LOW, RECORD_QUANTITY, RECORD_SYMBOL, RecordKind } from './layout.ts';
import { readKind, readPrice, readSequence, readTerms, soundRecordAt } from './record-reader.ts';
import { sealRecords, writeCancel, writeClose, writeLimit, writeMarket, writeModify } from './record-writer.ts';

const MOST = 2 ** 53 - 1;
const U32 = 2 ** 32 - 1;

type Writer = (view: DataView, at: number) => number;
const cases: [what: string, kind: number, terms: number, price: number | undefined, write: Writer][] = [
  ['a limit order', RecordKind.Limit, 0, MOST, (v, at) => writeLimit(v, at, MOST, U32, 0, -1, -2, MOST, U32, 0)],
  ['one that sells', RecordKind.Limit, 1, 1, (v, at) => writeLimit(v, at, MOST, U32, 1, -1, -2, 1, U32, 0)],
  ['one at once', RecordKind.Limit, 3, 2 ** 32, (v, at) => writeLimit(v, at, MOST, U32, 1, -1, -2, 2 ** 32, U32, 1)],
  ['a market order', RecordKind.Market, 1, undefined, (v, at) => writeMarket(v, at, MOST, U32, 1, -1, -2, U32)],
  ['a cancel', RecordKind.Cancel, 0, undefined, (v, at) => writeCancel(v, at, MOST, U32, -1, -2)],
  ['a modify', RecordKind.Modify, 0, 2 ** 31, (v, at) => writeModify(v, at, MOST, U32, -1, -2, 2 ** 31, U32)],
];

t.test('records hold the extremes of every field', async (t) => {
  for (const [what, kind, terms, price, write] of cases) {
    const view = new DataView(new ArrayBuffer(64));
    const length = write(view, 8);
    t.equal(length, RECORD_BYTES[kind], what);
    t.equal(soundRecordAt(view, 8, 64), 0, 'not sound before it is sealed');
    t.equal(sealRecords(view, 8, 8 + length), 1);
    t.equal(soundRecordAt(view, 8, 8 + length), length);
    t.equal(soundRecordAt(view, 8, 8 + length - 1), 0, 'not sound with a byte less');
    t.same([readKind(view, 8), readTerms(view, 8), readSequence(view, 8)], [kind, terms, MOST]);
    const id = [view.getInt32(8 + RECORD_ID_HIGH, true), view.getInt32(8 + RECORD_ID_LOW, true)];
    t.same([...id, view.getUint32(8 + RECORD_SYMBOL, true)], [-1, -2, U32]);
    if (kind !== RecordKind.Cancel) t.equal(view.getUint32(8 + RECORD_QUANTITY, true), U32);
    if (price !== undefined) t.equal(readPrice(view, 8), price);
  }
});

t.test('all records of a batch are sealed', async (t) => {
  const view = new DataView(new ArrayBuffer(256));
  let end = 0;
  for (const [, , , , write] of cases) end += write(view, end);
  end += writeClose(view, end, 1);
  t.equal(sealRecords(view, 0, end), cases.length + 1);
  let at = 0;
  for (let i = 0; i <= cases.length; i++) at += soundRecordAt(view, at, end);
  t.equal(at, end);
});
