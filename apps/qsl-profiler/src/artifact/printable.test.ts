import t from 'tap';
import { printable } from './printable.ts';
import { layOut, wrap } from './text-table.ts';

const CASES: [text: string, wanted: string][] = [
  ['epoll loop 9 – ü', 'epoll loop 9 – ü'],
  ['a\x1b[2Jb', 'a?[2Jb'],
  ['a\nb\r\tc\x7f', 'a b  c?'],
  ['\x9b31m', '?31m'],
  ['\u202egnp.exe\u2028', '?gnp.exe '],
];

t.test(
  'what a terminal would obey is shown as a question mark, a line break as a blank, and nothing else is changed',
  async (t) => {
    for (const [text, wanted] of CASES) t.equal(printable(text), wanted);
  },
);

t.test('no text report holds any of it, in a table or out of one', async (t) => {
  for (const [text, wanted] of CASES) {
    t.strictSame(layOut([[text, 'x']], ['l', 'l']), [`${wanted}  x`]);
    t.strictSame(wrap(text, { width: 80, first: '- ', rest: '  ' }), [`- ${wanted}`]);
  }
});
