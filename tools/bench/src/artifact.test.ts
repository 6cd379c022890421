import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { writeArtifact } from './artifact.ts';

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
