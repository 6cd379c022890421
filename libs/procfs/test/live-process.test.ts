import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readSchedstat, readStat, readStatus, readTasks, ticksToMs } from '../src/index.ts';
import { spinUntil } from './spin-until.ts';

/** USER_HZ of every platform Node runs on under Linux. */
const CLK_TCK = 100;

const BURNT_MS = 200;
const TOUCHED_BYTES = 64 * 1024 * 1024;

/** How far a reading may lag behind: one scheduler tick at each end, at the slowest rate a kernel is built with. */
const TICK_LAG_MS = 20;

const skip = process.platform === 'linux' ? false : 'needs /proc, that is Linux';

type Subject = { pid: number; child: ChildProcess; tell: (word: 'burn' | 'touch') => Promise<void> };

async function startSubject(t: { teardown: (end: () => Promise<void>) => void }): Promise<Subject> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('subject.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  t.teardown(async () => {
    child.stdin.end();
    await closed;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  const tell = async (word: string) => {
    child.stdin.write(`${word}\n`);
    await lines.next();
  };
  return { pid: child.pid!, child, tell };
}

t.test('CPU burnt by a child shows in its ticks and nanoseconds, and nothing runs backwards', { skip }, async (t) => {
  const { pid, tell } = await startSubject(t);
  let before = { stat: readStat({ pid }), schedstat: readSchedstat({ pid }) };
  for (let round = 1; round <= 3; round++) {
    await tell('burn');
    const after = { stat: readStat({ pid }), schedstat: readSchedstat({ pid }) };
    const ticks = after.stat.userTicks + after.stat.systemTicks - before.stat.userTicks - before.stat.systemTicks;
    const onCpuMs = (after.schedstat.onCpuNs - before.schedstat.onCpuNs) / 1e6;
    t.ok(ticksToMs({ ticks, clkTck: CLK_TCK }) >= BURNT_MS - TICK_LAG_MS, `round ${round}: ${ticks} ticks`);
    t.ok(onCpuMs >= BURNT_MS - TICK_LAG_MS, `round ${round}: ${onCpuMs} ms on CPU`);
    t.ok(after.stat.userTicks >= before.stat.userTicks && after.stat.systemTicks >= before.stat.systemTicks);
    t.ok(after.schedstat.runQueueDelayNs >= before.schedstat.runQueueDelayNs);
    before = after;
  }
});

t.test('memory touched by a child shows in its resident set, its peak and its faults', { skip }, async (t) => {
  const { pid, tell } = await startSubject(t);
  const before = { stat: readStat({ pid }), status: readStatus({ pid }) };
  await tell('touch');
  const after = { stat: readStat({ pid }), status: readStatus({ pid }) };
  // Half of it: the count is approximate, and the runtime may give other pages back meanwhile.
  t.ok(after.status.vmRssBytes! - before.status.vmRssBytes! >= TOUCHED_BYTES / 2);
  t.ok(after.status.vmHwmBytes! - before.status.vmHwmBytes! >= TOUCHED_BYTES / 2);
  t.ok(after.stat.residentPages > before.stat.residentPages);
  t.ok(after.stat.minorFaults > before.stat.minorFaults);
});

t.test('a child knows its parent, and falling asleep and being woken count', { skip }, async (t) => {
  const { pid, tell } = await startSubject(t);
  t.match(readStat({ pid }), { pid, ppid: process.pid });
  const before = { status: readStatus({ pid }), schedstat: readSchedstat({ pid }) };
  t.match(before.status, { tgid: pid, pid, ppid: process.pid, tracerPid: 0 });
  const switches = () => readStatus({ pid }).voluntarySwitches - before.status.voluntarySwitches;
  const timeslices = () => readSchedstat({ pid }).timeslices - before.schedstat.timeslices;
  // It says "done" shortly before it falls asleep: how shortly is not known, so this waits for it.
  while (switches() < 1 || timeslices() < 1) await tell('burn');
  t.ok(switches() >= 1 && timeslices() >= 1);
});

t.test('a process that is gone is said to be gone, whatever is asked about it', { skip }, async (t) => {
  const { pid, child } = await startSubject(t);
  child.stdin?.end();
  await once(child, 'close');
  for (const read of [readStat, readStatus, readSchedstat, readTasks]) {
    t.throws(() => read({ pid }), { code: 'QSL_PROCFS_GONE' }, read.name);
  }
});

t.test('a zombie still has a name and ticks, but no memory', { skip }, async (t) => {
  const child = spawn('true');
  const closed = once(child, 'close');
  // The parent collects its child only from the event loop, which does not turn while this waits.
  spinUntil('the child to end', () => readStat({ pid: child.pid! }).state === 'Z');
  t.match(readStatus({ pid: child.pid! }), { state: 'Z', vmHwmBytes: undefined, vmRssBytes: undefined });
  t.equal(readStat({ pid: child.pid! }).residentPages, 0);
  await closed;
});
