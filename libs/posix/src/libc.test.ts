import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { bind, orErrno } from './libc.ts';
import { os } from './platform.ts';

t.test('a bound function is the C library’s own', async (t) => {
  t.equal(bind('int getppid()')(), process.ppid);
});

t.test('a failure becomes the negated errno, a result stays as it is', async (t) => {
  const close = bind('int close(int)');
  t.equal(orErrno(close(-1)), -os.EBADF);
  const dup = bind('int dup(int)');
  const fd = orErrno(dup(2));
  t.ok(fd > 2);
  t.equal(orErrno(close(fd)), 0);
});

t.test('a function that the C library lacks throws ENOSYS when called, not before', async (t) => {
  const missing = bind('int qsl_no_such_call(int)');
  t.throws(() => missing(1), { code: 'ENOSYS', call: 'qsl_no_such_call' });
});

t.test('without koffi everything imports, and the first call says what is missing', async (t) => {
  // A copy of the sources outside the workspace cannot see its node_modules.
  const folder = mkdtempSync(join(tmpdir(), 'qsl-posix-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  cpSync(import.meta.dirname, folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder, 'program.ts'),
    `import { listenTcp, NativeCallsError } from './index.ts';
     try {
       listenTcp({ host: '127.0.0.1', port: 0 });
     } catch (error) {
       process.stdout.write(error instanceof NativeCallsError ? error.message : 'another error: ' + error);
     }`,
  );
  const ran = spawnSync(process.execPath, ['program.ts'], { cwd: folder, env: {}, encoding: 'utf8' });
  t.equal(ran.stderr, '');
  t.match(ran.stdout, /^system calls are unavailable: Cannot find module 'koffi'.*npm ci/);
});
