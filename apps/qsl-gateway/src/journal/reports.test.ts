import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { engineFor, type JournalConfig, recover, SegmentWriter, takeSnapshot } from '@qsl/journal';
import t from 'tap';
import { inspect } from './reports.ts';

const CONFIG: JournalConfig = { symbols: ['A'], risk: { maxOrderQuantity: 9, maxNotional: 999 }, maxOrders: 8 };

/** A journal with a snapshot and the segments before and behind it. Returns its files, by name. */
function makeJournal(folder: string): string[] {
  const { tail } = recover(folder, engineFor(CONFIG), CONFIG);
  new SegmentWriter({ folder, config: CONFIG, segmentBytes: 4096, tail, nextSequence: 1 }).close(1);
  takeSnapshot(folder, { removeOlder: false });
  return fs.readdirSync(folder).sort();
}

function damageHeader(file: string): void {
  const bytes = fs.readFileSync(file);
  bytes[40]! ^= 1;
  fs.writeFileSync(file, bytes);
}

t.test('files with damaged headers are listed with what is wrong, under the configuration of any other', async (t) => {
  const folder = t.testdir();
  const names = makeJournal(folder);
  t.equal(names.length, 2);
  for (const [damaged, config] of [
    ['journal-0000000000000001.log', CONFIG],
    ['snapshot-0000000000000000.qsl', null],
  ] as const) {
    damageHeader(join(folder, damaged));
    const { value, text, isSound } = inspect(folder);
    t.equal(isSound, false);
    t.same(value.config, config);
    t.match(value.files.find(({ file }) => file.endsWith(damaged))?.damage, 'the sum of its header is wrong');
    t.match(text, config === null ? /^no header can be read/ : /^symbols A, 8 orders can rest/);
    t.equal(text.split('\n').length, 1 + names.length + 1);
  }
});

t.test('the configuration is that of the newest file that can be read', async (t) => {
  const folder = t.testdir();
  const newer: JournalConfig = { ...CONFIG, symbols: ['A', 'B'] };
  for (const [config, nextSequence] of [
    [CONFIG, 1],
    [newer, 9],
  ] as const) {
    new SegmentWriter({ folder, config, segmentBytes: 4096, tail: undefined, nextSequence }).close(nextSequence);
  }
  t.same(inspect(folder).value.config, newer);
  damageHeader(join(folder, 'journal-0000000000000009.log'));
  t.same(inspect(folder).value.config, CONFIG);
});

t.test('so is what is no file', async (t) => {
  const folder = t.testdir();
  makeJournal(folder);
  execFileSync('mkfifo', [join(folder, 'journal-0000000000000009.log')]);
  const { value } = inspect(folder);
  t.same(value.config, CONFIG);
  t.same(
    value.files.map(({ damage }) => damage?.includes('and is none') ?? false),
    [false, false, true],
  );
});
