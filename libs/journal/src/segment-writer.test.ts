import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { append, CONFIG, filesIn, recordFlow, recovered } from '../test/small-journal.ts';
import { makeDurable, SegmentWriter } from './segment-writer.ts';

const { records } = recordFlow({ seed: 3, commands: 40 });

/** Stands before a call of node:fs until the test ends. */
function intercept<Name extends 'fdatasyncSync' | 'fsyncSync'>(
  t: Test,
  name: Name,
  before: (fd: number) => void,
): void {
  const original = fs[name];
  fs[name] = (fd) => {
    before(fd);
    original(fd);
  };
  syncBuiltinESMExports();
  t.teardown(() => {
    fs[name] = original;
    syncBuiltinESMExports();
  });
}

function writerOn(folder: string): SegmentWriter {
  const { tail, lastSequence } = recovered(folder);
  return new SegmentWriter({ folder, config: CONFIG, segmentBytes: 1 << 20, tail, nextSequence: lastSequence + 1 });
}

t.test('where the last commands do not reach the disk, no mark of an orderly stop is written', async (t) => {
  const folder = t.testdir();
  const writer = writerOn(folder);
  for (const { bytes, sequence } of records) writer.write(bytes, sequence);
  intercept(t, 'fdatasyncSync', () => {
    throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
  });
  t.throws(() => writer.close(recovered(folder).lastSequence + 1), { code: 'EIO' });
  t.match(recovered(folder), { commands: records.length, tail: { isClosed: false } });
});

t.test('the mark is synced as well, after it is written', async (t) => {
  const folder = t.testdir();
  const writer = writerOn(folder);
  for (const { bytes, sequence } of records) writer.write(bytes, sequence);
  const closed: (boolean | undefined)[] = [];
  intercept(t, 'fdatasyncSync', () => closed.push(recovered(folder).tail?.isClosed));
  writer.close(recovered(folder).lastSequence + 1);
  t.same(closed, [false, true]);
});

t.test('what was recovered is written again and synced, behind an orderly stop too', async (t) => {
  for (const close of [false, true]) {
    const folder = t.testdir();
    append(folder, records, { close });
    const file = join(folder, filesIn(folder)[0]!);
    const before = fs.readFileSync(file);
    fs.utimesSync(file, 1, 1);
    let writtenAt = 0;
    intercept(t, 'fdatasyncSync', (fd) => {
      writtenAt = fs.fstatSync(fd).mtimeMs;
    });
    makeDurable(recovered(folder).tail!);
    t.ok(writtenAt > 1000, `closed: ${close}`);
    t.ok(fs.readFileSync(file).equals(before), 'byte for byte');
  }
});

t.test('the names in a recovered folder are on the disk before anything is written', async (t) => {
  const folder = t.testdir();
  append(folder, records);
  let folders = 0;
  intercept(t, 'fsyncSync', (fd) => {
    if (fs.fstatSync(fd).isDirectory()) folders++;
  });
  writerOn(folder);
  t.equal(folders, 1);
});
