/** The programs beside the gateway: what they answer to a command line that asks for nothing to be measured. */
import { once } from 'node:events';
import path from 'node:path';
import { spawnNode } from '@qsl/cli/testing';
import t from 'tap';

const PROGRAMS: readonly [file: string, name: string, wrong: string[], message: RegExp][] = [
  ['crash/main.ts', 'crash-test', ['--kills', 'many'], /--kills: "many" is not a whole number/],
  ['../bench/durability.ts', 'durability', ['--modes', 'none,fast'], /--modes: "none,fast" is not a list of modes/],
  ['../bench/market-data-cost.ts', 'market-data-cost', ['nine'], /rounds: "nine" is not a whole number/],
];

async function run(file: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  // With an option for Node: it is the source that is run, where others try executables too.
  const child = spawnNode(path.resolve(import.meta.dirname, file), args, ['--no-deprecation']);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, ...said };
}

for (const [file, name, wrong, message] of PROGRAMS) {
  t.test(`${name}: --help says how it is used, and what is wrong is refused with status 2`, async (t) => {
    const [help, bogus, refused] = await Promise.all([run(file, '--help'), run(file, '--bogus'), run(file, ...wrong)]);
    t.match(help, { code: 0, stdout: new RegExp(`^${name}: (?:.*\\n)*.*npm run `), stderr: /^$/ });
    t.match(bogus, { code: 2, stdout: /^$/, stderr: /unknown argument: --bogus\n(?:.*\n)*Usage: / });
    t.match(refused, { code: 2, stdout: /^$/, stderr: message });
  });
}
