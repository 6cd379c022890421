/** Transcripts of corner cases, worked out by hand from the specification: test/transcripts/*.txt. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { replay } from '../src/transcript/replay.ts';

const folder = path.join(import.meta.dirname, 'transcripts');

for (const file of readdirSync(folder)) {
  t.test(file, async (t) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    t.equal(`${[...replay([text], { file })].join('\n')}\n`, text);
  });
}
