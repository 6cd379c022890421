/** What is handed out beside the programs agrees with them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { binFolder, emptyFolder, PROGRAMS } from './support/release.ts';

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const sums = new Map(
  Array.from(readFileSync(path.join(binFolder, 'SHA256SUMS'), 'utf8').matchAll(/^(\w{64}) {2}(.+)$/gm), (line) => {
    const [, sha256, file] = line as unknown as [string, string, string];
    return [file, sha256];
  }),
);

t.test('SHA256SUMS names every file and is right', async (t) => {
  const files = readdirSync(binFolder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ name }) => name).filter((name) => name !== 'SHA256SUMS');
  t.strictSame([...sums.keys()].sort(), names.sort());
  for (const [file, sha256] of sums) t.equal(hashOf(path.join(binFolder, file)), sha256, file);
});

t.test('a bill of materials names its executable and what is inside', async (t) => {
  for (const program of PROGRAMS) {
    const bom = JSON.parse(readFileSync(path.join(binFolder, `${program}.cdx.json`), 'utf8'));
    t.match(bom, { bomFormat: 'CycloneDX', metadata: { component: { name: program } } });
    t.match(bom.metadata.component.hashes, [{ alg: 'SHA-256', content: sums.get(program) }]);
    const names = new Set(bom.components.map(({ name }: { name: string }) => name));
    for (const part of ['node', 'yargs', 'debug', `koffi-${process.platform}-${process.arch}`]) {
      t.ok(names.has(part), `${program}: ${part}`);
    }
  }
});

const cannotUnpack = spawnSync('zstd', ['--version']).status === 0 ? false : 'needs zstd(1)';

t.test('an archive holds the executable, and what belongs to it', { skip: cannotUnpack }, async (t) => {
  for (const program of PROGRAMS) {
    const archive = [...sums.keys()].find((file) => file.startsWith(`${program}-`) && file.endsWith('.tar.zst'));
    const folder = emptyFolder(t);
    const unpack = `zstd -dc "$1" | tar -x -C "$2" --strip-components=1`;
    const { status } = spawnSync('sh', ['-c', unpack, 'sh', path.join(binFolder, archive as string), folder]);
    t.equal(status, 0);
    const expected = ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES', program, `${program}.cdx.json`];
    t.strictSame(readdirSync(folder).sort(), expected.sort());
    t.equal(hashOf(path.join(folder, program)), sums.get(program));
  }
});
