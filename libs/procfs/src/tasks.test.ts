import t from 'tap';
import { RECORDED_PID, RECORDED_ROOT, recorded } from '../test/recorded.ts';
import { listTids, readTasks } from './tasks.ts';

const TASK = {
  stat: recorded('3/task/3/stat'),
  status: recorded('3/task/3/status'),
  schedstat: recorded('3/task/3/schedstat'),
};

t.test('the threads of a recorded process are listed in numerical order', async (t) => {
  t.strictSame(listTids({ root: RECORDED_ROOT, pid: RECORDED_PID }), [3, 4, 5, 6, 7, 8, 9, 10]);
});

t.test('every thread is read with its name, its switches and its time on CPU', async (t) => {
  const { tasks, vanishedTids } = readTasks({ root: RECORDED_ROOT, pid: RECORDED_PID });
  t.strictSame(vanishedTids, []);
  t.strictSame(
    tasks.map(({ tid, stat, status, schedstat }) => [tid, stat.comm, status.voluntarySwitches, schedstat.onCpuNs]),
    [
      [3, 'node-MainThread', 12, 355752738],
      [4, 'DelayedTaskSche', 3, 181991],
      [5, 'node-V8Worker', 20, 1491957],
      [6, 'node-V8Worker', 18, 2448469],
      [7, 'node-V8Worker', 18, 1566147],
      [8, 'node-V8Worker', 19, 4525723],
      [9, 'SignalInspector', 1, 64366],
      [10, 'subject', 2, 357823214],
    ],
  );
});

t.test('a thread that ends during the walk is named, not an error', async (t) => {
  // A dangling link stands for it: listed, but nothing is there when it is opened.
  const root = t.testdir({ self: {}, '3': { task: { '3': TASK, '4': t.fixture('symlink', 'ended') } } });
  const { tasks, vanishedTids } = readTasks({ root, pid: 3 });
  t.strictSame(
    tasks.map(({ tid }) => tid),
    [3],
  );
  t.strictSame(vanishedTids, [4]);
});

t.test('a process that ends during the walk is gone', async (t) => {
  const root = t.testdir({ self: {}, '3': { task: { '3': t.fixture('symlink', 'ended') } } });
  t.throws(() => readTasks({ root, pid: 3 }), { code: 'QSL_PROCFS_GONE' });
});

t.test('a process that has ended before is gone', async (t) => {
  t.throws(() => readTasks({ root: RECORDED_ROOT, pid: 4 }), { code: 'QSL_PROCFS_GONE' });
});

t.test('any other failure is passed on', async (t) => {
  const root = t.testdir({ self: {}, '3': { task: { '3': { ...TASK, schedstat: '1 2' } } } });
  t.throws(() => readTasks({ root, pid: 3 }), { code: 'QSL_PROCFS_FORMAT' });
});
