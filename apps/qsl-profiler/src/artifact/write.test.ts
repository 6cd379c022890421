import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RuntimeFailure } from '@qsl/cli';
import t from 'tap';
import { writeArtifact } from './write.ts';

const OLD = { 'a.json': 'old data', 'a.txt': 'old text' };

const write = (folder: string) =>
  writeArtifact({ folder, name: 'a', data: { n: 1 }, report: ({ n }, { name, sha256 }) => `${n}, ${name}: ${sha256}` });
const contentOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));

t.test('both files take the place of the old ones; the text names the data by its hash', async (t) => {
  const folder = t.testdir(OLD);
  const json = '{\n  "n": 1\n}\n';
  const text = `1, a.json: ${createHash('sha256').update(json).digest('hex')}`;
  t.strictSame(await write(folder), { files: [path.join(folder, 'a.json'), path.join(folder, 'a.txt')], text });
  t.strictSame(contentOf(folder), { 'a.json': json, 'a.txt': text });
});

t.test('a failure in the middle leaves the old files and nothing else', async (t) => {
  const folder = t.testdir(OLD);
  // The second temporary file cannot be made: its name is taken.
  const obstacle = path.join(folder, `a.txt.${process.pid}.tmp`);
  writeFileSync(obstacle, 'in the way');
  await t.rejects(write(folder), { code: 'NOT_WRITTEN', message: /EEXIST/ });
  t.strictSame(contentOf(folder), { ...OLD, [path.basename(obstacle)]: 'in the way' });
});

t.test('a target that no file can replace is found before anything is replaced', async (t) => {
  const folder = t.testdir({ 'a.json': 'old data', 'a.txt': {} });
  await t.rejects(write(folder), RuntimeFailure);
  t.strictSame(readdirSync(folder).sort(), ['a.json', 'a.txt']);
  t.equal(readFileSync(path.join(folder, 'a.json'), 'utf8'), 'old data');
});

t.test('a report that cannot be worded leaves the old files', async (t) => {
  const folder = t.testdir(OLD);
  const text = () => {
    throw new Error('lost for words');
  };
  await t.rejects(writeArtifact({ folder, name: 'a', data: {}, report: text }), /lost for words/);
  t.strictSame(contentOf(folder), OLD);
});
