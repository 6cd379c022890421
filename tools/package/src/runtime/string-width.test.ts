import t from 'tap';
import stringWidth from './string-width.ts';

t.test('characters are counted, colours are not', async (t) => {
  const cases: [string, number][] = [
    ['', 0],
    ['usage', 5],
    ['\u001b[1musage\u001b[22m', 5],
    ['a – b × µs', 10],
  ];
  for (const [text, width] of cases) t.equal(stringWidth(text), width, JSON.stringify(text));
});
