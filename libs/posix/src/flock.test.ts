import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { tryLockFile } from './flock.ts';

t.test('a file is locked by one opening at a time, and free again once that is closed', async (t) => {
  const file = join(t.testdir(), 'lock');
  const [first, second] = [openSync(file, 'w'), openSync(file, 'w')];
  t.equal(tryLockFile(first), true);
  t.equal(tryLockFile(first), true, 'who has it may ask again');
  t.equal(tryLockFile(second), false);
  closeSync(first);
  t.equal(tryLockFile(second), true);
  closeSync(second);
  t.throws(() => tryLockFile(second), { code: 'EBADF' });
});
