import t from 'tap';
import { allowsColour, painter } from './colour.ts';

t.test('colour is for terminals that want it', async (t) => {
  const cases: [string, { isTTY?: boolean }, NodeJS.ProcessEnv, boolean][] = [
    ['a terminal', { isTTY: true }, {}, true],
    ['a pipe', {}, {}, false],
    ['NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR, which the convention ignores', { isTTY: true }, { NO_COLOR: '' }, true],
    ['NO_COLOR against FORCE_COLOR', { isTTY: true }, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['a pipe with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, false],
    ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }, false],
  ];
  for (const [name, stream, env, expected] of cases) {
    t.equal(allowsColour(stream, env), expected, name);
    t.equal(painter(stream, env)('red', 'x'), expected ? '\u001b[31mx\u001b[39m' : 'x', name);
  }
});
