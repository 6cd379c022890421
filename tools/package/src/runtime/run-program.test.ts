import t from 'tap';
import { compileProgram, runProgram, wrapModule } from './run-program.ts';

/** Runs a program; what it assigns to `found` on the global object. */
function run(source: string): unknown {
  const place = globalThis as { found?: unknown };
  runProgram(compileProgram({ name: 'main.cjs', source: wrapModule(`globalThis.found = ${source};`) }));
  const { found } = place;
  delete place.found;
  return found;
}

t.test('a program has what a CommonJS module has', async (t) => {
  t.strictSame(run('[typeof module.exports, exports === module.exports, __filename]'), [
    'object',
    true,
    process.execPath,
  ]);
});

t.test('it may require what Node has, and nothing from folders', async (t) => {
  t.equal(run(`require('node:path').sep`), run(`require('path').sep`));
  const attempt = (id: string) => `(() => { try { require('${id}') } catch ({ code }) { return code } })()`;
  for (const id of ['tap', 'koffi', './main.cjs', '/etc/passwd']) t.equal(run(attempt(id)), 'MODULE_NOT_FOUND', id);
});

t.test('an error tells the place in the program', async (t) => {
  t.match(run(`new Error('here').stack`), /at main\.cjs:1:\d+/);
});

t.test('a code cache is used where it fits, and ignored where it does not', async (t) => {
  const programOf = (answer: number) => ({ name: 'main.cjs', source: wrapModule(`exports.answer = ${answer};`) });
  const cache = compileProgram(programOf(10)).createCachedData();
  t.equal(compileProgram({ ...programOf(11), cache }).cachedDataRejected, false);
  t.equal(compileProgram({ ...programOf(12), cache: Buffer.from('another engine') }).cachedDataRejected, true);
});
