import { spawnSync } from 'node:child_process';
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

t.test(
  'a thread that yields to all is of the policy that says so',
  { skip: platform !== 'linux' && 'Linux only' },
  async (t) => {
    // In a process of its own: on a busy machine a thread may get no CPU time for long afterwards.
    const script = `import { yieldToAll } from ${JSON.stringify(new URL('./thread.ts', import.meta.url).href)};
    import { readFileSync } from 'node:fs';
    const policy = () => readFileSync('/proc/thread-self/stat', 'utf8').split(') ')[1].split(' ')[38];
    process.stdout.write(policy());
    yieldToAll();
    process.stdout.write(policy());`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    t.equal(stdout, '05', 'SCHED_OTHER, then SCHED_IDLE');
  },
);
