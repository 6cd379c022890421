import { readStat } from '@qsl/procfs';
import t, { type Test } from 'tap';
import { pollUntil, processesMarked } from './processes.ts';
import { checkInterruption, contentOf, type Profiler, startProfiler, WHOLE_RUN } from './profiler.ts';

const OLD = { 'socket_profile_loopback.txt': 'old text', 'socket_profile_loopback.json': 'old data' };

interface Moment {
  pass: string;
  /** The step of the log that opens it. */
  step: string;
  /** The process that runs in it besides the gateway. */
  beside?: string;
  /** As many as keep the first load going till the test ends, or few to get past it. */
  connections: string;
}

const MOMENTS: Moment[] = [
  { pass: 'pass 1', step: 'threaded 1/3: untraced, load 1', connections: '1000000' },
  { pass: 'pass 2', step: 'threaded 2/3: strace, load', beside: 'strace', connections: '100' },
  { pass: 'pass 3', step: 'threaded 3/3: perf, load', beside: 'perf', connections: '100' },
];

const namesOf = (pids: number[]) =>
  pids.flatMap((pid) => {
    try {
      return readStat({ pid }).comm;
    } catch {
      return [];
    }
  });

/** Starts a profiler and waits until it is in the middle of a pass; undefined if this machine skips the pass. */
async function profilerAt(
  t: Test,
  { step, beside, connections }: Moment,
  folder: string,
): Promise<Profiler | undefined> {
  const env = { DEBUG: 'qsl:profiler', QSL_PROFILE_CONNECTIONS: connections };
  const profiler = startProfiler(t, { args: ['--out', folder], env });
  const seen = await pollUntil(() => {
    if (profiler.process.exitCode !== null) throw new Error(`it ended too soon: ${profiler.stderr()}`);
    if (profiler.stderr().includes('epoll 1/3')) return 'passed over';
    return profiler.stderr().includes(step) ? 'there' : undefined;
  });
  if (seen === 'passed over') return undefined;
  await pollUntil(() => {
    const names = namesOf(processesMarked(profiler.mark));
    return (beside === undefined || names.includes(beside)) && names.includes('sh') ? true : undefined;
  });
  return profiler;
}

/** Run at once: most of their time is waiting for the pass. */
t.jobs = MOMENTS.length + 1;

for (const moment of MOMENTS) {
  t.test(
    `Ctrl-C in ${moment.pass} leaves no process and the old artifact`,
    { ...WHOLE_RUN, buffered: true },
    async (t) => {
      const folder = t.testdir(OLD);
      const profiler = await profilerAt(t, moment, folder);
      if (profiler === undefined) {
        t.skip(`${moment.pass} is unavailable here`, () => {});
        return;
      }
      await checkInterruption(t, profiler, folder);
    },
  );
}

const killed = 'a profiler that is killed in pass 2 takes tracer and gateway with it';
t.test(killed, { ...WHOLE_RUN, buffered: true }, async (t) => {
  const folder = t.testdir(OLD);
  const profiler = await profilerAt(t, MOMENTS[1] as Moment, folder);
  if (profiler === undefined) throw new Error('pass 2 was not reached');
  profiler.process.kill('SIGKILL');
  await profiler.ended;
  await pollUntil(() => (processesMarked(profiler.mark).length === 0 ? true : undefined));
  t.strictSame(contentOf(folder), OLD);
});
