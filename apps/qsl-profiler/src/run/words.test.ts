import t from 'tap';
import { fillIn, splitWords } from './words.ts';

t.test('words are separated by blanks and held together by quotes', async (t) => {
  const cases: [text: string, words: string[]][] = [
    ['redis-server --port {port}', ['redis-server', '--port', '{port}']],
    ['  a\tb \n c ', ['a', 'b', 'c']],
    [`nginx -g 'daemon off;'`, ['nginx', '-g', 'daemon off;']],
    [`a"b c"d''`, ['ab cd']],
    [`"" ''`, ['', '']],
    [String.raw`"a\"b\\c\d" e\ f \'`, [String.raw`a"b\c\d`, 'e f', "'"]],
    [String.raw`'a\b'`, [String.raw`a\b`]],
    [`sh -c 'a | b > c'`, ['sh', '-c', 'a | b > c']],
  ];
  for (const [text, words] of cases) t.strictSame(splitWords('--server', text), words, text);
});

t.test('what only a shell understands, or nobody, is refused', async (t) => {
  const cases: [text: string, message: RegExp][] = [
    ['a | b', /--server: "\|" needs a shell/],
    ['a $HOME', /"\$" needs a shell/],
    ['ls *.txt', /"\*" needs a shell/],
    ['a; b', /";" needs a shell/],
    [`a 'b`, /a ' is not closed/],
    ['a "b', /a " is not closed/],
    ['  ', /there is no command/],
  ];
  for (const [text, message] of cases) t.throws(() => splitWords('--server', text), { message, code: 'USAGE' }, text);
});

t.test('placeholders are filled in wherever they stand', async (t) => {
  const words = fillIn(['-p{port}', '{host}:{port}', '{other}', '$'.concat('{port}')], { port: '80', host: 'h' });
  t.strictSame(words, ['-p80', 'h:80', '{other}', '$80']);
});
