import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { artifactOf, writeArtifact } from './artifact.ts';

t.test('a text ends with the name and the hash of its data', async (t) => {
  const { name, contents } = artifactOf('load', { figure: 0.5 }, ({ figure }) => `half is ${figure}\n`);
  const sha256 = createHash('sha256').update(contents.json).digest('hex');
  t.strictSame([name, contents.json], ['load', '{\n  "figure": 0.5\n}\n']);
  t.equal(contents.txt, `half is 0.5\n\nAll of it as data: load.json, SHA-256 ${sha256}\n`);
});

t.test('text and data are written together, or neither is', async (t) => {
  for (const blocked of ['a.txt', 'a.json']) {
    const folder = t.testdir({ 'a.txt': 'old', 'a.json': 'old' });
    const target = path.join(folder, blocked);
    const other = path.join(folder, blocked === 'a.txt' ? 'a.json' : 'a.txt');
    const write = (text: string) => writeArtifact(folder, { name: 'a', contents: { txt: text, json: text } });
    write('first');
    t.strictSame(
      [target, other].map((file) => readFileSync(file, 'utf8')),
      ['first', 'first'],
    );
    rmSync(target);
    mkdirSync(target);
    t.throws(() => write('second'), { code: 'NOT_WRITTEN', message: new RegExp(`${blocked} is a folder`) });
    t.equal(readFileSync(other, 'utf8'), 'first', `${blocked} cannot be written`);
    t.strictSame(readdirSync(folder).sort(), ['a.json', 'a.txt']);
  }
});
