import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { CHUNK_BYTES, FileLoader, readInChunks } from './files.ts';

t.test('a file is read whole, in chunks that a system takes, however few bytes it gives', async (t) => {
  const cases: [size: number, most: number, reads: [at: number, count: number][]][] = [
    [0, 9, []],
    [5, 9, [[0, 5]]],
    [
      5,
      2,
      [
        [0, 5],
        [2, 3],
        [4, 1],
      ],
    ],
    [CHUNK_BYTES, CHUNK_BYTES, [[0, CHUNK_BYTES]]],
    [
      CHUNK_BYTES + 7,
      CHUNK_BYTES,
      [
        [0, CHUNK_BYTES],
        [CHUNK_BYTES, 7],
      ],
    ],
  ];
  for (const [size, most, expected] of cases) {
    const reads: [number, number][] = [];
    const length = readInChunks(size, (at, count) => {
      reads.push([at, count]);
      return Math.min(count, most);
    });
    t.equal(length, size);
    t.same(reads, expected);
  }
  t.equal(
    readInChunks(9, (at) => (at < 6 ? 3 : 0)),
    6,
    'one that became shorter',
  );
});

const isOvercommitted = () => fs.readFileSync('/proc/sys/vm/overcommit_memory', 'latin1').trim() === '1';
const noLimit = process.platform === 'linux' && isOvercommitted() && 'this system promises any amount of memory';
t.test('one that no memory can hold is an error that names it', { skip: noLimit }, async (t) => {
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
  const script = join(import.meta.dirname, '../test/recover-folder.ts');
  for (const what of ['folder', 'pipe']) {
    // In a process of its own: whoever waits for a pipe's other end waits in the kernel, and no timeout of this process runs.
    const args = ['--conditions=@qsl/source', script, join(folder, what)];
    const { stdout, signal } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    t.equal(signal, null, `${what}: it does not wait`);
    t.match(stdout, /^JOURNAL_DAMAGED .* and is none: move it away/, what);
  }
});
