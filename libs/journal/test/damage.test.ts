/** A journal cut at every offset, and with every bit of it flipped: a prefix is recovered, or it is refused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { crc32c } from '../src/crc32c.ts';
import type { JournalError } from '../src/errors.ts';
import { encodeHeader } from '../src/header.ts';
import { CLOSE_BYTES, RecordKind, SEGMENT_MAGIC } from '../src/layout.ts';
import { soundRecordAt } from '../src/record-reader.ts';
import { sealRecords, writeClose, writeLimit } from '../src/record-writer.ts';
import { Replayer } from '../src/replayer.ts';
import { scanSegment } from '../src/segment-scan.ts';
import { engineFor } from '../src/take-snapshot.ts';
import { append, CONFIG, filesIn, folderWith, recordFlow, recovered } from './small-journal.ts';

const flow = recordFlow({ seed: 7, commands: 14 });
const folder = t.testdir();
append(folder, flow.records);
const [name] = filesIn(folder) as [string];
const whole = readFileSync(join(folder, name));
/** Where each record ends; first the header's end. */
const ends = [whole.length - flow.records.reduce((sum, { bytes }) => sum + bytes.length, 0)];
for (const { bytes } of flow.records) ends.push(ends.at(-1)! + bytes.length);

const header = encodeHeader(SEGMENT_MAGIC, CONFIG, 1);
/** Of an order on symbol 0 whose id makes the middle of its record the mark of an orderly stop. */
const madeUp = fc.record({
  terms: fc.nat(255),
  quantity: fc.integer({ min: 1, max: 9 }),
  price: fc.constantFrom(1, 16, 99),
});

/** The id whose halves are that mark's sum and its beginning; symbol and quantity are its sequence number. */
function idThatCloses(terms: number, quantity: number): [idHigh: number, idLow: number] {
  const view = new DataView(new ArrayBuffer(12));
  const idHigh = (terms << 24) | (RecordKind.Close << 16) | CLOSE_BYTES;
  view.setInt32(0, idHigh, true);
  view.setUint32(8, quantity, true);
  return [idHigh, crc32c(view, 0, 12)];
}

t.test('cut anywhere, it recovers to what its whole records say', async (t) => {
  const cut = folderWith(t.testdir(), name, whole);
  for (let length = whole.length; length >= 0; length--) {
    writeFileSync(join(cut, name), whole.subarray(0, length));
    if (length < ends[0]!) {
      t.throws(() => recovered(cut), { code: 'JOURNAL_DAMAGED' }, `${length} bytes are no whole header`);
      continue;
    }
    const records = ends.findLastIndex((end) => end <= length);
    const { state, commands, tail } = recovered(cut);
    const found = { commands, tail: { soundBytes: tail?.soundBytes, tornBytes: tail?.tornBytes } };
    const due = { commands: records, tail: { soundBytes: ends[records], tornBytes: length - ends[records]! } };
    // One assertion an offset, and the deep comparison only where the number of records changes.
    if (JSON.stringify(found) !== JSON.stringify(due)) t.same(found, due, `cut at ${length}`);
    if (length === ends[records]) t.same(state, flow.states[records], `after ${records} commands`);
  }
});

t.test('with any bit flipped it is refused, or recovers to the commands before the last', async (t) => {
  const flipped = folderWith(t.testdir(), name, whole);
  const lastRecord = ends.at(-2)!;
  let refused = 0;
  const wrong: number[] = [];
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const bytes = Buffer.from(whole);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(join(flipped, name), bytes);
    try {
      const { commands, tail } = recovered(flipped);
      const dropsLast = commands === flow.records.length - 1 && tail?.soundBytes === lastRecord;
      if (bit >> 3 < lastRecord || !dropsLast) wrong.push(bit);
    } catch (error) {
      const { code, message } = error as JournalError;
      const said = code === 'JOURNAL_DAMAGED' && message.includes(name) && /at offset \d+/.test(message);
      if (!said || bit >> 3 >= lastRecord) wrong.push(bit);
      refused++;
    }
  }
  t.same(wrong, [], 'bits that were taken for something else');
  t.equal(refused, lastRecord * 8, 'every bit before the last record');
});

t.test('behind the mark of an orderly stop, not even the last command can change unseen', async (t) => {
  const folder = t.testdir();
  append(folder, flow.records, { close: true });
  const file = join(folder, name);
  const bytes = readFileSync(file);
  t.equal(recovered(folder).tail?.isClosed, true);
  bytes[ends.at(-2)! + 20]! ^= 1;
  writeFileSync(file, bytes);
  t.throws(() => recovered(folder), { code: 'JOURNAL_DAMAGED', message: `offset ${ends.at(-2)}` });
});

t.test('zeros, noise and half a record at the end are a torn end, however long', async (t) => {
  for (const [what, tail] of [
    ['zeros', Buffer.alloc(5000)],
    ['ones', Buffer.alloc(5000, 0xff)],
    ['half a record', whole.subarray(ends[5], ends[5]! + 12)],
  ] as const) {
    const torn = folderWith(t.testdir(), name, Buffer.concat([whole, tail]));
    const { state, tail: found } = recovered(torn);
    t.same(state, flow.states.at(-1), what);
    t.same([found?.soundBytes, found?.tornBytes], [whole.length, tail.length], what);
  }
});

t.test('a record out of its turn is refused: one left out, one twice, two swapped', async (t) => {
  const at = (i: number) => whole.subarray(ends[i], ends[i + 1]);
  const before = whole.subarray(0, ends[10]);
  for (const [what, parts] of [
    ['left out', [at(11), at(12)]],
    ['twice', [at(10), at(10)]],
    ['swapped', [at(11), at(10)]],
  ] as const) {
    const odd = folderWith(t.testdir(), name, Buffer.concat([before, ...parts]));
    t.throws(() => recovered(odd), { code: 'JOURNAL_DAMAGED', message: /sequence number \d+ where \d+ is due/ }, what);
  }
});

t.test(
  'records that a client made up inside its own are no damage: cut anywhere, the whole commands are recovered',
  async (t) => {
    const property = fc.property(fc.array(madeUp, { minLength: 1, maxLength: 3 }), fc.nat(3), (orders, before) => {
      const engine = engineFor(CONFIG);
      const ends = [header.length];
      const bytes = new Uint8Array(512);
      const view = new DataView(bytes.buffer);
      bytes.set(header);
      const submit = (idHigh: number, idLow: number, price: number, quantity: number) => {
        const [at, sequence] = [ends.at(-1)!, engine.lastSequence + 1];
        engine.submitLimit(0, 0, idHigh, idLow, price, quantity, 0);
        const end = at + writeLimit(view, at, sequence, 0, 0, idHigh, idLow, price, quantity, 0);
        sealRecords(view, at, end);
        ends.push(end);
      };
      for (let i = 0; i < before; i++) submit(7, i, 50, 1);
      for (const { terms, quantity, price } of orders) {
        const [idHigh, idLow] = idThatCloses(terms, quantity);
        submit(idHigh, idLow, price, quantity);
        if (soundRecordAt(view, ends.at(-2)! + 16, ends.at(-1)!) !== 16) throw new Error('no record was made up');
      }
      for (let length = header.length; length <= ends.at(-1)!; length++) {
        const text = { file: 'cut', view: new DataView(bytes.buffer, 0, length), mayBeTorn: true };
        const replayer = new Replayer(engineFor(CONFIG), CONFIG);
        const { soundBytes, tornBytes } = scanSegment(text, (view, at) => replayer.replay(view, at));
        const due = ends.findLast((end) => end <= length)!;
        if (soundBytes !== due || tornBytes !== length - due) throw new Error(`${soundBytes} sound bytes, not ${due}`);
      }
    });
    fc.assert(property, { numRuns: 60 });
    t.pass('every cut');
  },
);

t.test('behind a beginning that states no length, only a record that can follow is evidence of damage', async (t) => {
  const close = (sequence: number) => {
    const view = new DataView(new ArrayBuffer(16));
    sealRecords(view, 0, writeClose(view, 0, sequence));
    return new Uint8Array(view.buffer);
  };
  const { lastSequence } = recovered(folder);
  const last = flow.records.at(-1)!.sequence;
  const far = last + 3 * (1 + CONFIG.maxOrders);
  for (const [sequence, isEvidence] of [
    [last - 1, false],
    [last, true],
    [lastSequence + 1, true],
    [far, false],
    [7 * 2 ** 32, false],
  ] as const) {
    const odd = folderWith(t.testdir(), name, Buffer.concat([whole, Buffer.alloc(20), close(sequence)]));
    if (isEvidence) t.throws(() => recovered(odd), { code: 'JOURNAL_DAMAGED' }, `${sequence} behind ${last}`);
    else t.match(recovered(odd).tail, { soundBytes: whole.length, tornBytes: 36 }, `${sequence} behind ${last}`);
  }
});
