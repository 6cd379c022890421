/** What a folder recovers to: over segments, from snapshots, after repairs; and what it is refused for. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { crc32c } from '../src/crc32c.ts';
import { lockFolder } from '../src/folder-lock.ts';
import { recover } from '../src/recover.ts';
import { engineFor, takeSnapshot } from '../src/take-snapshot.ts';
import { append, CONFIG, filesIn, recordFlow, recovered } from './small-journal.ts';

const flow = recordFlow({ seed: 11, commands: 300 });
const [first, second, third] = [flow.records.slice(0, 100), flow.records.slice(100, 200), flow.records.slice(200)];
const SMALL = { segmentBytes: 1000 };

t.test('a folder without a journal is one without commands', async (t) => {
  t.match(recovered(t.testdir()), { lastSequence: 0, commands: 0, segments: 0, tail: undefined });
});

t.test('restarted between any two commands, and over many segments, it is the same engine', async (t) => {
  const folder = t.testdir();
  for (const part of [first, second, third]) append(folder, part, SMALL);
  t.ok(filesIn(folder).length > 5, 'segments were begun');
  const { state, commands } = recovered(folder);
  t.same(state, flow.states.at(-1));
  t.equal(commands, flow.records.length);
});

t.test('an orderly stop leaves nothing to repair, and is gone on from', async (t) => {
  const folder = t.testdir();
  append(folder, first, { close: true });
  t.match(recovered(folder).tail, { isClosed: true, tornBytes: 0 });
  append(folder, second);
  t.same(recovered(folder).state, flow.states[200]);
  t.equal(recovered(folder).tail?.isClosed, false);
});

t.test('a torn end is cut off by the next writer, and the journal goes on from there', async (t) => {
  const folder = t.testdir();
  append(folder, first);
  const file = join(folder, filesIn(folder)[0]!);
  const sound = fs.statSync(file).size;
  fs.appendFileSync(file, second[0]!.bytes.subarray(0, 20));
  t.match(recovered(folder).tail, { soundBytes: sound, tornBytes: 20 });
  append(folder, second);
  t.same(recovered(folder).state, flow.states[200]);
  t.equal(fs.statSync(file).size, sound + second.reduce((sum, { bytes }) => sum + bytes.length, 0));
});

t.test('a file that was being made when its gateway died is removed by the next', async (t) => {
  const folder = t.testdir({ 'journal-0000000000000001.log.tmp': 'QSL-' });
  append(folder, first);
  t.same(filesIn(folder), ['journal-0000000000000001.log']);
});

t.test('a torn segment that others follow is damage', async (t) => {
  const folder = t.testdir();
  append(folder, first, SMALL);
  const file = join(folder, filesIn(folder)[1]!);
  fs.truncateSync(file, fs.statSync(file).size - 1);
  t.throws(() => recovered(folder), { code: 'JOURNAL_DAMAGED', message: file });
});

t.test('a missing segment is a gap, wherever it was', async (t) => {
  const folder = t.testdir();
  append(folder, first, SMALL);
  for (const name of filesIn(folder).slice(0, -1)) {
    const file = join(folder, name);
    fs.renameSync(file, join(folder, 'elsewhere'));
    t.throws(() => recovered(folder), { code: 'JOURNAL_GAP' }, name);
    fs.renameSync(join(folder, 'elsewhere'), file);
  }
  t.same(recovered(folder).state, flow.states[100]);
});

t.test('a segment under the name of another is refused', async (t) => {
  const folder = t.testdir();
  append(folder, first, SMALL);
  const [one, two] = filesIn(folder).map((name) => join(folder, name));
  fs.copyFileSync(one!, two!);
  t.throws(() => recovered(folder), { code: 'JOURNAL_DAMAGED', message: two });
});

t.test('another configuration is refused, and the options that fit are named', async (t) => {
  const folder = t.testdir();
  append(folder, first);
  const cases: [change: Partial<typeof CONFIG>, message: RegExp][] = [
    [{ symbols: ['AAPL', 'MSFT'] }, /--symbols AAPL,MSFT,Zoë \(here AAPL,MSFT\)/],
    [{ maxOrders: 5000 }, /--max-orders 128 \(here 5000\)/],
    [{ risk: { maxOrderQuantity: 1000, maxNotional: 7 } }, /--max-notional 1000000 \(here 7\)/],
    [{ risk: { maxOrderQuantity: 9, maxNotional: 1_000_000 } }, /--max-order-quantity 1000 \(here 9\)/],
  ];
  for (const [change, message] of cases) {
    const config = { ...CONFIG, ...change };
    t.throws(() => recover(folder, engineFor(config), config), { code: 'JOURNAL_CONFIG', message });
  }
});

t.test('a journal of a later format is refused by name', async (t) => {
  const folder = t.testdir();
  fs.writeFileSync(join(folder, 'journal-0000000000000001.log'), 'QSL-JRNX'.padEnd(64, '.'));
  t.throws(() => recovered(folder), { code: 'JOURNAL_DAMAGED', message: /does not begin with QSL-JRNL/ });
});

t.test('snapshots', async (t) => {
  t.test('a recovery starts from the newest, and goes on behind it', async (t) => {
    const folder = t.testdir();
    append(folder, first, SMALL);
    takeSnapshot(folder, { removeOlder: false });
    append(folder, second, SMALL);
    const { file } = takeSnapshot(folder, { removeOlder: false });
    const { state, commands, snapshotSequence } = recovered(folder);
    t.same(state, flow.states[200]);
    t.equal(commands, 0);
    t.equal(file, join(folder, `snapshot-${String(snapshotSequence).padStart(16, '0')}.qsl`));
    append(folder, third, SMALL);
    t.same(recovered(folder).state, flow.states.at(-1));
    t.equal(recovered(folder).commands, third.length);
  });

  t.test('older files can go, and do not matter where some are left', async (t) => {
    const folder = t.testdir();
    append(folder, first, SMALL);
    append(folder, second, SMALL);
    const before = filesIn(folder);
    const { removed } = takeSnapshot(folder, { removeOlder: true });
    t.equal(removed.length, before.length);
    t.equal(filesIn(folder).length, 2, 'the snapshot and the segment behind it');
    t.same(recovered(folder).state, flow.states[200]);
    fs.writeFileSync(join(folder, before[1]!), 'left over');
    t.same(recovered(folder).state, flow.states[200]);
  });

  t.test('a torn end is cut off before one is taken', async (t) => {
    const folder = t.testdir();
    append(folder, first);
    fs.appendFileSync(join(folder, filesIn(folder)[0]!), 'torn');
    takeSnapshot(folder, { removeOlder: false });
    append(folder, second);
    t.same(recovered(folder).state, flow.states[200]);
  });

  t.test('of a journal without commands there is one as well', async (t) => {
    const folder = t.testdir();
    append(folder, []);
    takeSnapshot(folder, { removeOlder: true });
    append(folder, first);
    t.same(recovered(folder).state, flow.states[100]);
  });

  t.test('cut or with a byte changed anywhere it is refused, and without the segment behind it too', async (t) => {
    const folder = t.testdir();
    append(folder, first);
    const { file } = takeSnapshot(folder, { removeOlder: true });
    const whole = fs.readFileSync(file);
    const taken: string[] = [];
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 0x10;
      for (const bytes of [changed, whole.subarray(0, at)]) {
        fs.writeFileSync(file, bytes);
        try {
          recovered(folder);
          taken.push(`${at}: ${bytes.length} bytes`);
        } catch (error) {
          if ((error as { code?: string }).code !== 'JOURNAL_DAMAGED') throw error;
        }
      }
    }
    t.same(taken, []);
    fs.writeFileSync(file, whole);
    t.same(recovered(folder).state, flow.states[100]);
    for (const name of filesIn(folder)) if (name.startsWith('journal')) fs.unlinkSync(join(folder, name));
    t.throws(() => recovered(folder), { code: 'JOURNAL_GAP' });
  });
});

t.test('a right sum over what no gateway has written is refused as damage', async (t) => {
  const cases: [what: string, ofSnapshot: boolean, change: (view: DataView, body: number) => void][] = [
    ['a price of 0', true, (view, body) => view.setBigUint64(body + 32, 0n, true)],
    ['a price beyond all numbers', true, (view, body) => view.setBigUint64(body + 32, 2n ** 64n - 1n, true)],
    ['a quantity of 0', true, (view, body) => view.setUint32(body + 24, 0, true)],
    ['an unknown symbol', true, (view, body) => view.setUint32(body + 28, 99, true)],
    ['an id twice', true, (view, body) => view.setBigUint64(body + 40, view.getBigUint64(body + 16, true), true)],
    ['too many trades', true, (view, body) => view.setBigUint64(body + 8, 2n ** 63n, true)],
    ['room for no order', false, (view) => view.setUint32(20, 0, true)],
    ['room for too many', false, (view) => view.setUint32(20, 2 ** 32 - 1, true)],
    ['a sequence beyond all numbers', false, (view) => view.setBigUint64(24, 2n ** 60n, true)],
    ['a notional limit beyond all numbers', false, (view) => view.setBigUint64(32, 2n ** 60n, true)],
    ['no symbols', false, (view) => view.setUint32(44, 0, true)],
  ];
  for (const [what, ofSnapshot, change] of cases) {
    const folder = t.testdir();
    append(folder, first.slice(0, 20));
    takeSnapshot(folder, { removeOlder: true });
    const name = filesIn(folder).find((file) => file.startsWith(ofSnapshot ? 'snapshot' : 'journal'))!;
    const bytes = fs.readFileSync(join(folder, name));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const body = view.getUint32(12, true);
    change(view, body);
    view.setInt32(8, crc32c(view, 12, body), true);
    if (ofSnapshot) view.setInt32(body, crc32c(view, body + 4, bytes.length), true);
    fs.writeFileSync(join(folder, name), bytes);
    t.throws(() => recovered(folder), { code: 'JOURNAL_DAMAGED', message: name }, what);
    t.throws(() => takeSnapshot(folder, { removeOlder: false }), { code: 'JOURNAL_DAMAGED', message: name }, what);
  }
});

t.test("a folder is one process's at a time, and the message names who has it", async (t) => {
  const folder = t.testdir();
  const unlock = lockFolder(folder);
  t.throws(() => lockFolder(folder), { code: 'JOURNAL_LOCKED', message: `process ${process.pid}` });
  unlock();
  lockFolder(folder)();
});
