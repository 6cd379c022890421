import t from 'tap';
import { optionsAreNotShared } from './tests.ts';

t.test('options of tests at once are not shared', async (t) => {
  const check = (text: string) => optionsAreNotShared.check(new Map([['libs/a/test/b.test.ts', text]]));
  for (const text of ['const X = { skip: no, buffered: true };', 'const X = {\n  buffered: true,\n};']) {
    t.strictSame(check(`${text}\n`), ['libs/a/test/b.test.ts: X; make it a function that gives a new one'], text);
  }
  for (const text of [
    'const x = () => ({ buffered: true });',
    "t.test('x', { buffered: true }, go);",
    'const X = { skip: no };\nt.test(name, { ...X, buffered: true }, go);',
  ]) {
    t.strictSame(check(`${text}\n`), [], text);
  }
});
