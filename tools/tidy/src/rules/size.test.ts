import t from 'tap';
import { filesAreSmall } from './size.ts';

const lines = (count: number): string => 'x\n'.repeat(count);

t.test('400 lines of code are the limit', async (t) => {
  t.strictSame(filesAreSmall.check(new Map([['a.ts', lines(400)]])), []);
  t.match(filesAreSmall.check(new Map([['a.ts', lines(401)]])), [/^a\.ts: 401 lines/]);
  t.strictSame(filesAreSmall.check(new Map([['results/a.json', lines(900)]])), [], 'data may be longer');
});
