import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { recovered } from '../test/small-journal.ts';
import { FileLoader } from './files.ts';

t.test('a file is read whole, in however many chunks', async (t) => {
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));
  const file = join(t.testdir({ bytes }), 'bytes');
  fs.writeFileSync(file, bytes);
  for (const chunkBytes of [1, 7, 999, 1000, 1001, undefined]) {
    const { buffer, byteOffset, byteLength } = new FileLoader({ chunkBytes }).load(file);
    t.ok(bytes.equals(new Uint8Array(buffer, byteOffset, byteLength)), `chunks of ${chunkBytes ?? 'the usual size'}`);
  }
});

t.test('one that no memory can hold is an error that names it', async (t) => {
  const file = join(t.testdir({ 'journal-0000000000000001.log': '' }), 'journal-0000000000000001.log');
  fs.truncateSync(file, 2 ** 43); // sparse: it takes no room
  t.throws(() => new FileLoader().load(file), { code: 'JOURNAL_TOO_LARGE', message: file });
});

const noLong = process.env.QSL_LONG === undefined && 'takes 2 GiB of memory: QSL_LONG=1';
t.test('one beyond 2 GiB is read', { skip: noLong }, async (t) => {
  const file = join(t.testdir({ bytes: 'first' }), 'bytes');
  fs.truncateSync(file, 2 ** 31 + 4096);
  const fd = fs.openSync(file, 'r+');
  fs.writeSync(fd, 'last', 2 ** 31 + 4092);
  fs.closeSync(fd);
  const view = new FileLoader().load(file);
  t.equal(view.byteLength, 2 ** 31 + 4096);
  t.equal(String.fromCharCode(view.getUint8(0), view.getUint8(view.byteLength - 1)), 'ft');
});

t.test('a pipe or a folder under the name of a segment is refused at once', async (t) => {
  const name = 'journal-0000000000000001.log';
  const folder = t.testdir({ folder: { [name]: {} }, pipe: {} });
  execFileSync('mkfifo', [join(folder, 'pipe', name)]);
  for (const what of ['folder', 'pipe']) {
    t.throws(
      () => recovered(join(folder, what)),
      { code: 'JOURNAL_DAMAGED', message: /and is none: move it away/ },
      what,
    );
  }
});
