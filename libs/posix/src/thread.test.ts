import { readdirSync } from 'node:fs';
import t from 'tap';
import { platform } from './platform.ts';
import { gettid } from './thread.ts';

t.test('the calling thread is one of this process’s, and on Linux the first one', async (t) => {
  t.ok(Number.isSafeInteger(gettid()) && gettid() > 0);
  if (platform !== 'linux') return;
  t.equal(gettid(), process.pid);
  t.ok(readdirSync('/proc/self/task').includes(String(gettid())));
});
