import t from 'tap';
import { describeCommandLine } from './command-line.ts';

t.test('the command line is told as typed, without folders', async (t) => {
  const cases: [args: string[], text: string][] = [
    [[], 'npm run bench'],
    [['--quick', '--only', 'feed,engine'], 'npm run bench -- --quick --only feed,engine'],
    [['--out', '../measured/results'], 'npm run bench -- --out results'],
    [['--out=../a b/c/'], 'npm run bench -- --out=c/'],
  ];
  for (const [args, text] of cases) t.equal(describeCommandLine('bench', args), text);
});
