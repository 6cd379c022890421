import { realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readWorkingFolder } from './working-folder.ts';

t.test('a process works in a folder', async (t) => {
  const root = t.testdir({ self: {}, 7: {} });
  symlinkSync('/srv', path.join(root, '7/cwd'));
  t.equal(readWorkingFolder({ root, pid: 7 }), '/srv');
  t.throws(() => readWorkingFolder({ root, pid: 8 }), { code: 'QSL_PROCFS_GONE' });
});

t.test('as does this one', { skip: process.platform !== 'linux' && 'needs Linux' }, async (t) => {
  t.equal(readWorkingFolder({ pid: process.pid }), realpathSync(process.cwd()));
});
