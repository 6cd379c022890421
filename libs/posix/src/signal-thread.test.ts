import { once } from 'node:events';
import { constants } from 'node:os';
import t from 'tap';
import { platform } from './platform.ts';
import { signalThread } from './signal-thread.ts';
import { gettid } from './thread.ts';

const signal = constants.signals.SIGWINCH;

t.test('a signal reaches a thread', { skip: platform !== 'linux' && 'needs Linux' }, async (t) => {
  const arrived = once(process, 'SIGWINCH');
  const stayAlive = setTimeout(() => {}, 60_000);
  t.equal(signalThread({ pid: process.pid, tid: gettid(), signal }), true);
  await arrived;
  clearTimeout(stayAlive);
});

t.test('a thread that is not there gets none', { skip: platform !== 'linux' && 'needs Linux' }, async (t) => {
  const beyondAllIds = 2 ** 22 + 1; // PID_MAX_LIMIT, proc(5)
  t.equal(signalThread({ pid: process.pid, tid: beyondAllIds, signal }), false);
  t.throws(() => signalThread({ pid: process.pid, tid: gettid(), signal: 1000 }), { code: 'EINVAL' });
});
