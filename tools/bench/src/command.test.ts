import t from 'tap';
import { parseSections } from './command.ts';

t.test('sections come in the order of the table, each once', async (t) => {
  t.strictSame(parseSections('session,engine'), ['engine', 'session']);
  t.strictSame(parseSections('feed,feed'), ['feed']);
  for (const text of ['', 'engines', 'engine,', 'engine session']) {
    t.throws(() => parseSections(text), { code: 'USAGE', message: /is not a list of sections/ }, text);
  }
});
