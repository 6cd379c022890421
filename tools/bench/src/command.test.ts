import t from 'tap';
import { describeCommandLine, parseSections } from './command.ts';

t.test('sections come in the order of the table, each once', async (t) => {
  t.strictSame(parseSections('session,engine'), ['engine', 'session']);
  t.strictSame(parseSections('feed,feed'), ['feed']);
  for (const text of ['', 'engines', 'engine,', 'engine session']) {
    t.throws(() => parseSections(text), { code: 'USAGE', message: /is not a list of sections/ }, text);
  }
});

t.test('the command line is told as typed, without folders', async (t) => {
  const cases: [args: string[], text: string][] = [
    [[], 'npm run bench'],
    [['--quick', '--only', 'feed,engine'], 'npm run bench -- --quick --only feed,engine'],
    [['--out', '../measured/results'], 'npm run bench -- --out results'],
    [['--out=../a b/c/'], 'npm run bench -- --out=c/'],
  ];
  for (const [args, text] of cases) t.equal(describeCommandLine(args), text);
});
