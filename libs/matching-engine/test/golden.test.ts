/** The transcripts that come with the specification, where its folder of vectors is at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { replay } from '../src/transcript/replay.ts';

const vectors = process.env.QSL_VECTORS ?? path.resolve(import.meta.dirname, '../../../../shared/vectors');
const folder = path.join(vectors, 'transcripts');

if (!existsSync(folder)) {
  t.test('golden transcripts', { skip: `no ${folder}: set QSL_VECTORS` }, async () => {});
} else {
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  t.ok(files.length > 0, 'there are golden transcripts');
  for (const file of files) checkGolden(file);
}

function checkGolden(file: string): void {
  t.test(`${file} is reproduced byte for byte`, async (t) => {
    const golden = readFileSync(path.join(folder, file), 'latin1');
    const output = (text: string) => `${[...replay([text], { file })].join('\n')}\n`;
    t.equal(output(golden), golden);
    const commandsOnly = golden.replace(/^(evt|reject|snapshot|sym|level) .*\n/gm, '');
    t.not(commandsOnly, golden);
    t.equal(output(commandsOnly), golden, 'from its commands alone');
    t.equal(output(golden.replaceAll('\n', '\r\n')), golden, 'with CRLF');
    t.equal(output(golden.replace(/^evt .*$/gm, 'evt trade 1 2 3 4 5')), golden, 'with other outcomes in it');
  });
}
