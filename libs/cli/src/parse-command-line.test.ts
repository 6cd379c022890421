import t from 'tap';
import { ExitCode } from './exit-codes.ts';
import { parseCommandLine } from './parse-command-line.ts';

const WORDS = 'a word after the other '.repeat(20);

t.test('help is as wide as the terminal, and no wider than can be read', async (t) => {
  const cases: [columns: number | undefined, widest: number][] = [
    [80, 80],
    [60, 60],
    [300, 100],
    [undefined, 100],
  ];
  for (const [columns, widest] of cases) {
    t.intercept(process.stdout, 'columns', { value: columns });
    const request = await parseCommandLine({ name: 'x', summary: WORDS, version: '1', commands: [] }, ['--help']);
    const widths = request.kind === 'show' ? request.text.split('\n').map((line) => line.length) : [];
    t.ok(Math.max(...widths) <= widest && Math.max(...widths) > widest - 10, `${columns}: ${Math.max(...widths)}`);
  }
});

t.test('help lists the exit codes that a program has', async (t) => {
  const cases: [more: ExitCode[] | undefined, listed: RegExp][] = [
    [undefined, / Exit status: 0 success, 1 failure, 2 usage or missing prerequisite\. $/],
    [[ExitCode.UNTRUSTED], /prerequisite, 3 untrusted measurement\. $/],
    [[ExitCode.UNTRUSTED, ExitCode.REGRESSION], /, 3 untrusted measurement, 10 regression found\. $/],
  ];
  for (const [more, listed] of cases) {
    const program = { name: 'x', summary: '', version: '1', commands: [], ...(more && { exitCodes: more }) };
    const request = await parseCommandLine(program, ['--help']);
    t.match(request.kind === 'show' && request.text.replaceAll('\n', ' '), listed);
  }
});
