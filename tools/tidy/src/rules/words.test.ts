import t from 'tap';
import { noConsole, noMachinePaths, nothingLeftForLater } from './words.ts';

t.test('work is not left for later', async (t) => {
  for (const text of ['// TODO: rest', '# FIXME', 'x(); /* XXX */']) {
    t.match(nothingLeftForLater.check(new Map([['docs/a.md', `\n${text}\n`]])), [/^docs\/a\.md:2: /], text);
  }
  for (const text of ['mkdtemp("x-XXXXXX")', 'todo', 'METODOS']) {
    t.strictSame(nothingLeftForLater.check(new Map([['a.ts', text]])), [], text);
  }
});

t.test('no machine is named by its paths', async (t) => {
  for (const text of ['/home/me/qsl', 'cd /root/x', '"/Users/me"', '(/work/main)', 'C:\\Users']) {
    t.equal(noMachinePaths.check(new Map([['a.md', text]])).length, 1, text);
  }
  for (const text of [
    '/usr/bin/env',
    '/proc/self/stat',
    'https://x.org/home/page',
    './work/x',
    '~/work/x',
    'libs/root/x',
  ]) {
    t.strictSame(noMachinePaths.check(new Map([['a.md', text]])), [], text);
  }
});

t.test('nobody writes to the console', async (t) => {
  for (const source of [`console.log('x')`, 'const { log } = console;']) {
    t.equal(noConsole.check(new Map([['libs/a/src/x.ts', source]])).length, 1, source);
  }
  for (const source of ['// console.log', `say('console.log')`, 'my.console.log()']) {
    t.strictSame(noConsole.check(new Map([['libs/a/src/x.ts', source]])), [], source);
  }
});
