/** What the message of a damaged journal says that can be done, done: the next start then has what it promises. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { takeSnapshot } from '../src/take-snapshot.ts';
import { append, filesIn, recordFlow, recovered } from './small-journal.ts';

const flow = recordFlow({ seed: 5, commands: 60 });
const SMALL = { segmentBytes: 600 };

/** Changes a byte of a file. Returns what a start says then. */
function damage(folder: string, name: string, at: number): string {
  const file = join(folder, name);
  const bytes = fs.readFileSync(file);
  bytes[at]! ^= 1;
  fs.writeFileSync(file, bytes);
  try {
    recovered(folder);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the damage was not noticed');
}

const removeFrom = (folder: string, names: readonly string[], at: number) => {
  for (const name of names.slice(at)) fs.unlinkSync(join(folder, name));
};

t.test('a record: cut the file at the offset, and remove all later ones', async (t) => {
  const folder = t.testdir();
  append(folder, flow.records, SMALL);
  const names = filesIn(folder);
  const message = damage(folder, names[1]!, 200);
  t.match(message, 'cut the file at that offset (truncate -s) and remove all later files.');
  fs.truncateSync(join(folder, names[1]!), Number(/at offset (\d+)/.exec(message)![1]));
  removeFrom(folder, names, 2);
  const { state, commands } = recovered(folder);
  t.same(state, flow.states[commands]);
  append(folder, flow.records.slice(commands));
  t.same(recovered(folder).state, flow.states.at(-1));
});

t.test('the header of a segment, the first or a later one: remove it and all later ones', async (t) => {
  for (const segment of [0, 1]) {
    const folder = t.testdir();
    append(folder, flow.records, SMALL);
    const names = filesIn(folder);
    const message = damage(folder, names[segment]!, 40);
    t.match(message, 'remove this file and all later ones');
    t.notMatch(message, 'truncate');
    removeFrom(folder, names, segment);
    const { state, commands } = recovered(folder);
    t.same(state, flow.states[commands]);
    append(folder, flow.records.slice(commands));
    t.same(recovered(folder).state, flow.states.at(-1));
  }
});

t.test('that of the segment just behind a snapshot: remove the snapshot too', async (t) => {
  const folder = t.testdir();
  append(folder, flow.records.slice(0, 30), SMALL);
  const { file } = takeSnapshot(folder, { removeOlder: false });
  const before = filesIn(folder).filter((name) => name.startsWith('journal')).length - 1;
  append(folder, flow.records.slice(30), SMALL);
  const segments = filesIn(folder).filter((name) => name.startsWith('journal'));
  t.match(damage(folder, segments[before]!, 40), 'a snapshot of the sequence number just before it too');
  removeFrom(folder, segments, before);
  fs.unlinkSync(file);
  t.same(recovered(folder).state, flow.states[30]);
});

t.test('a snapshot: remove it, where the segments before it are still there', async (t) => {
  for (const at of [40, -5]) {
    const folder = t.testdir();
    append(folder, flow.records.slice(0, 30), { close: true });
    const { file } = takeSnapshot(folder, { removeOlder: false });
    append(folder, flow.records.slice(30));
    const name = filesIn(folder).find((name) => name.startsWith('snapshot'))!;
    const message = damage(folder, name, at < 0 ? fs.statSync(file).size + at : at);
    t.match(message, 'if the segments before it are still there, remove this file: nothing is lost then.');
    t.notMatch(message, 'truncate');
    fs.unlinkSync(file);
    t.same(recovered(folder).state, flow.states.at(-1));
  }
});
