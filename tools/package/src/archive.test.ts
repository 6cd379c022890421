import { chmodSync, readFileSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import t from 'tap';
import { list } from 'tar';
import { packArchive } from './archive.ts';

const FILES = { program: 'x'.repeat(100_000), 'README.md': '# Read me\n' };

t.test('the same files give the same archive, whenever and by whomever they were made', async (t) => {
  const folder = t.testdir({ first: { ...FILES }, second: FILES });
  const archives = ['first', 'second'].map(async (name, index) => {
    const files = path.join(folder, name);
    chmodSync(path.join(files, 'program'), 0o755);
    utimesSync(path.join(files, 'program'), index, index);
    const output = path.join(folder, `${name}.tar.zst`);
    await packArchive(output, { folder: files, files: Object.keys(FILES), root: 'qsl-1.0' });
    return output;
  });
  const [first = '', second = ''] = await Promise.all(archives);
  t.ok(readFileSync(first).equals(readFileSync(second)));
  t.ok(statSync(first).size < 1000);

  const found: [string, number | undefined, number | undefined][] = [];
  list({ onReadEntry: ({ path, size, mode }) => found.push([path, size, mode]) }).end(
    zstdDecompressSync(readFileSync(first)),
  );
  t.strictSame(found, [
    ['qsl-1.0/program', 100_000, 0o755],
    ['qsl-1.0/README.md', 10, 0o644],
  ]);
});
