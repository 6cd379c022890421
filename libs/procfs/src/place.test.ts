import t from 'tap';
import { systemPlace, taskPlace } from './place.ts';

t.test('files are where proc(5) has them', async (t) => {
  t.strictSame(systemPlace({}, 'net/udp'), { root: '/proc', file: '/proc/net/udp' });
  t.strictSame(taskPlace({ pid: 7 }, 'stat'), { root: '/proc', file: '/proc/7/stat', owner: '/proc/7' });
  t.strictSame(taskPlace({ pid: 7, tid: 8, root: '/rec' }, 'stat'), {
    root: '/rec',
    file: '/rec/7/task/8/stat',
    owner: '/rec/7/task/8',
  });
});

t.test('what cannot be a process or a thread is refused', async (t) => {
  for (const id of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => taskPlace({ pid: id }, 'stat'), { code: 'QSL_PROCFS_ARGUMENT', field: 'pid' }, `pid ${id}`);
    t.throws(() => taskPlace({ pid: 1, tid: id }, 'stat'), { code: 'QSL_PROCFS_ARGUMENT', field: 'tid' }, `tid ${id}`);
  }
});
