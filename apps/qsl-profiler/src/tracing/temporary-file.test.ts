import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { withTemporaryFile } from './temporary-file.ts';

t.test('a temporary file goes with its folder, also after a failure', async (t) => {
  let place = '';
  const use = async (file: string) => {
    place = file;
    writeFileSync(file, 'x');
    throw new Error('broken');
  };
  await t.rejects(withTemporaryFile(use), { message: 'broken' });
  t.notOk(existsSync(path.dirname(place)));
});

t.test('where there is no place for it is said, and what to do', async (t) => {
  const { TMPDIR } = process.env;
  t.teardown(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });
  process.env.TMPDIR = '/nonexistent';
  await t.rejects(
    withTemporaryFile(async () => {}),
    {
      ...{ name: 'PrerequisiteError', code: 'NO_TEMPORARY_FOLDER', exitCode: 2, remedy: /TMPDIR/ },
      message: /^no temporary folder can be made in \/nonexistent: ENOENT/,
    },
  );
});
