/** The program as people run it, and every target: from the committed corpus, with small numbers. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readCorpus } from '../src/corpus.ts';
import { execute, runList } from '../src/execute.ts';
import { InputLog } from '../src/input-log.ts';
import { Random } from '../src/random.ts';
import { TARGETS } from '../src/targets.ts';

const MAIN = path.resolve(import.meta.dirname, '../src/main.ts');

function fuzz(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--conditions=@qsl/source', MAIN, ...args], { encoding: 'utf8' });
}

for (const [name, { load, share }] of Object.entries(TARGETS)) {
  t.test(`${name}: every input of the corpus, and inputs made of it, hold`, async (t) => {
    const target = await load();
    const corpus = readCorpus(name);
    t.ok(corpus.length > 0, 'there is a corpus');
    const broken = corpus.map((input) => runList(target, [input])?.message).filter((message) => message !== undefined);
    t.strictSame(broken, []);
    const log = InputLog.create({ inputs: target.epoch, maxBytes: target.maxBytes });
    const executions = share === 1 ? 8_000 : 1_000;
    const random = new Random(20261123, 1);
    const { failure, ...done } = execute({ target, corpus, random, executions, log, progress: () => {} });
    t.equal(failure?.message, undefined);
    t.match(done, { executions });
    t.ok(done.thorough > 0, 'some of them were thorough');
  });
}

t.test('one seed is one run', async (t) => {
  const target = await TARGETS.session!.load();
  const inputsOf = (seed: number) => {
    const log = InputLog.create({ inputs: target.epoch, maxBytes: target.maxBytes });
    const corpus = readCorpus('session');
    execute({ target, corpus, random: new Random(seed, 1), executions: 300, log, progress: () => {} });
    return log.inputs();
  };
  t.strictSame(inputsOf(7), inputsOf(7));
  t.notSame(inputsOf(7), inputsOf(8));
});

t.test('a run is reported and written, in both forms', async (t) => {
  const folder = t.testdir();
  const asked = ['--target', 'feed', '--executions', '50000', '--explore', '20', '--json', '--out', folder];
  const { status, stdout } = fuzz(...asked, '--threads', '2', '--failures', path.join(folder, 'failures'));
  t.equal(status, 0);
  const report = JSON.parse(stdout);
  t.match(report, { schema: 'qsl-fuzz/1', settings: { seed: 1, threads: 2 } });
  t.match(report.targets, [{ name: 'feed', executions: 5000, exploredExecutions: 20 }]);
  t.ok(report.targets[0].characters.reached > 1000, 'coverage was seen');
  t.equal(readFileSync(path.join(folder, 'fuzz.json'), 'utf8'), stdout);
  const text = readFileSync(path.join(folder, 'fuzz.txt'), 'utf8').split('\n');
  t.match(text[3], /^npm run fuzz -- --target feed --executions 50000 /);
  t.ok(text.some((line) => /^feed +5,000 .* nothing$/.test(line)));
  t.match(text.at(-2), /^All of it as data: fuzz\.json, SHA-256 [0-9a-f]{64}$/);
  t.notOk(existsSync(path.join(folder, 'failures')));
});

t.test('a replay says what holds, and what cannot be meant is refused', async (t) => {
  const folder = t.testdir();
  const file = path.join(folder, 'failure.json');
  const [input] = readCorpus('codec');
  const content = { schema: 'qsl-fuzz-replay/1', target: 'codec', inputs: [Buffer.from(input!).toString('hex')] };
  writeFileSync(file, JSON.stringify(content));
  t.match(fuzz('--replay', file), { status: 0, stdout: 'codec, 1 inputs: everything holds\n' });
  writeFileSync(file, JSON.stringify({ ...content, inputs: ['xy'] }));
  const cases: [args: string[], message: RegExp][] = [
    [['--replay', file], /is not a failure that this program has written/],
    [['--target', 'kodec'], /--target: "kodec" is not "all" or a list of targets: codec, session,/],
    [['--executions', '-1'], /--executions: /],
    [['--out', file], /--out: nothing can be written to .*failure\.json: .* is no folder/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = fuzz(...args);
    t.equal(status, 2, args.join(' '));
    t.match(stderr, message);
  }
  t.strictSame(readdirSync(folder), ['failure.json']);
});
