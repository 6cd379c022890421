import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { assertRunnable, findOnPath } from './on-path.ts';

t.test('a word is looked for on the PATH, a path is taken as it is, and both must be runnable', async (t) => {
  const folder = t.testdir({ 'no-program': '', folder: {} });
  const program = path.join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n');
  chmodSync(program, 0o755);
  t.intercept(process, 'env', { value: { ...process.env, PATH: `/nonexistent:${folder}` } });
  for (const word of ['program', program]) t.equal(findOnPath(word), program, word);
  for (const word of ['no-program', 'folder', '/nonexistent/program', '']) {
    t.equal(findOnPath(word), undefined, word);
    t.throws(() => assertRunnable('--server', [word]), { name: 'UsageError', code: 'NO_PROGRAM' }, word);
  }
  t.doesNotThrow(() => assertRunnable('--server', ['program', 'x']));
  t.doesNotThrow(() => assertRunnable('--server', ['{folder}/program']), 'known only later');
});
