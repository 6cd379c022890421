import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { PosixError } from './errors.ts';
import { withForeignDescriptor } from './foreign-descriptor.ts';
import { platform } from './platform.ts';

const linuxOnly = platform !== 'linux' && 'needs Linux';
const { pid } = process;

t.test('what is written to it goes where the other process writes', { skip: linuxOnly }, async (t) => {
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] });
  t.teardown(() => child.kill('SIGKILL'));
  try {
    withForeignDescriptor({ pid: child.pid!, fd: 1 }, (fd) => writeSync(fd, 'from outside'));
  } catch (error) {
    // A container may forbid it, even to root.
    if (error instanceof PosixError && error.code === 'EPERM')
      return void t.plan(0, `not allowed here: ${error.message}`);
    throw error;
  }
  const [said] = await once(child.stdout, 'data');
  t.equal(String(said), 'from outside');
});

t.test('nothing of it stays open, whatever its use does', { skip: linuxOnly }, async (t) => {
  const file = openSync(path.join(t.testdir({ file: '' }), 'file'), 'r');
  const open = () => readdirSync('/dev/fd').length;
  const before = open();
  const failing = () =>
    withForeignDescriptor({ pid, fd: file }, () => {
      throw new Error('of its own');
    });
  t.throws(failing, { message: 'of its own' });
  t.equal(open(), before);
  closeSync(file);
});

t.test('who is gone and what is closed are told apart', { skip: linuxOnly }, async (t) => {
  const beyondAllIds = 2 ** 22 + 1; // PID_MAX_LIMIT, proc(5)
  t.throws(() => withForeignDescriptor({ pid: beyondAllIds, fd: 0 }, () => {}), { code: 'ESRCH', call: 'pidfd_open' });
  t.throws(() => withForeignDescriptor({ pid, fd: 2 ** 30 }, () => {}), { code: 'EBADF', call: 'pidfd_getfd' });
});
