import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ThreadLedger } from './thread-ledger.ts';
import { readThreads, type ThreadUsage } from './threads.ts';
import { addUsages, readUsage, usageBetween, usagePer } from './usage.ts';

const thread = (tid: number, onCpuNs: number, { startTicks = 1, name = 'a' } = {}): ThreadUsage => ({
  tid,
  startTicks,
  name,
  schedstat: { onCpuNs, runQueueDelayNs: onCpuNs * 2, timeslices: 1 },
  voluntarySwitches: onCpuNs * 3,
  involuntarySwitches: onCpuNs * 4,
});

t.test('a ledger sums the last readings of all threads, ended ones included', async (t) => {
  const ledger = new ThreadLedger();
  ledger.enter([thread(1, 10), thread(2, 20)]);
  ledger.enter([thread(1, 11), thread(2, 25), thread(3, 5, { name: 'b' })]);
  ledger.enter([thread(1, 12)]);
  t.strictSame(ledger.totals, {
    onCpuNs: 42,
    runQueueDelayNs: 84,
    voluntarySwitches: 126,
    involuntarySwitches: 168,
  });
  t.strictSame(ledger.threads, { running: 1, started: 1, ended: 2 });
  t.strictSame(Object.fromEntries(ledger.onCpuNsByName), { a: 37, b: 5 });
});

t.test('a thread id used again is another thread', async (t) => {
  const ledger = new ThreadLedger();
  ledger.enter([thread(2, 20)]);
  ledger.enter([thread(2, 3, { startTicks: 9 })]);
  t.match(ledger.totals, { onCpuNs: 23 });
  t.strictSame(ledger.threads, { running: 1, started: 1, ended: 1 });
});

t.test('without scheduling statistics CPU time is unknown, not nought', async (t) => {
  const ledger = new ThreadLedger();
  ledger.enter([{ ...thread(1, 10), schedstat: null }]);
  t.match(ledger.totals, { onCpuNs: null, runQueueDelayNs: null, voluntarySwitches: 30 });
});

t.test('usages are subtracted and shared out; what is unknown stays unknown', async (t) => {
  const before = { ...new ThreadLedger().totals, userTicks: 1, systemTicks: 2, minorFaults: 3, majorFaults: 0 };
  const after = { ...before, userTicks: 5, systemTicks: 2, minorFaults: 13, voluntarySwitches: 8 };
  const used = usageBetween({ ...before, peakResidentBytes: null }, { ...after, peakResidentBytes: 4096 });
  t.match(used, { onCpuNs: null, userTicks: 4, systemTicks: 0, minorFaults: 10, voluntarySwitches: 8 });
  t.equal(used.peakResidentBytes, null);
  t.match(usagePer(4, used), { onCpuNs: null, userTicks: 1, minorFaults: 2.5, voluntarySwitches: 2 });
});

t.test('usages are added up; what one does not say does not take away what others do', async (t) => {
  const one = { ...new ThreadLedger().totals, userTicks: 1, systemTicks: 2, minorFaults: 3, majorFaults: 0 };
  const sum = addUsages([
    { ...one, peakResidentBytes: null },
    { ...one, onCpuNs: 5, peakResidentBytes: 4096 },
    { ...one, onCpuNs: 6, peakResidentBytes: null },
  ]);
  t.match(sum, { onCpuNs: 11, runQueueDelayNs: null, userTicks: 3, minorFaults: 9, peakResidentBytes: 4096 });
});

const linuxOnly = { skip: process.platform === 'linux' ? false : 'needs procfs' };

t.test('this very process has used something', linuxOnly, async (t) => {
  const { userTicks, minorFaults, voluntarySwitches, peakResidentBytes } = readUsage(process, new ThreadLedger());
  t.ok(userTicks >= 0 && minorFaults > 0 && voluntarySwitches > 0 && Number(peakResidentBytes) > 2 ** 20);
  t.ok(readThreads(process).some(({ tid }) => tid === process.pid));
});

t.test('a kernel without schedstat leaves CPU time unknown', linuxOnly, async (t) => {
  const root = t.testdir();
  const task = path.join(String(process.pid), 'task');
  mkdirSync(path.join(root, 'self'));
  for (const tid of readdirSync(path.join('/proc', task))) {
    const folder = path.join(root, task, tid);
    mkdirSync(folder, { recursive: true });
    for (const file of ['stat', 'status', 'schedstat'])
      writeFileSync(path.join(folder, file), readFileSync(path.join('/proc', task, tid, file)));
  }
  const onCpuNs = () => {
    const ledger = new ThreadLedger();
    ledger.enter(readThreads({ pid: process.pid, root }));
    return ledger.totals.onCpuNs;
  };
  t.type(onCpuNs(), 'number', 'with it, it is known');
  for (const tid of readdirSync(path.join(root, task))) rmSync(path.join(root, task, tid, 'schedstat'));
  t.equal(onCpuNs(), null);
});
