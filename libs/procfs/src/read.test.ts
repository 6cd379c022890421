import t from 'tap';
import { RECORDED_ROOT } from '../test/recorded.ts';
import { systemPlace, taskPlace } from './place.ts';
import { readNames, readText, readTextIfOffered, toProcfsError } from './read.ts';

const errnoError = (code: string) => Object.assign(new Error(code), { code });

t.test('an errno means something else for a process than for the system', async (t) => {
  const living = taskPlace({ root: RECORDED_ROOT, pid: 3 }, 'stat');
  const ended = taskPlace({ root: RECORDED_ROOT, pid: 4 }, 'stat');
  const system = systemPlace({ root: RECORDED_ROOT }, 'net/tcp6');
  const noProcfs = taskPlace({ root: t.testdir({}), pid: 3 }, 'stat');
  const cases = [
    [living, 'ESRCH', 'QSL_PROCFS_GONE', /has ended/],
    [ended, 'ENOENT', 'QSL_PROCFS_GONE', /has ended/],
    [living, 'ENOENT', 'QSL_PROCFS_UNAVAILABLE', /does not offer it/],
    [system, 'ENOENT', 'QSL_PROCFS_UNAVAILABLE', /does not offer it/],
    [living, 'EACCES', 'QSL_PROCFS_UNAVAILABLE', /permission denied.*as root/],
    [living, 'EPERM', 'QSL_PROCFS_UNAVAILABLE', /permission denied.*as root/],
    [living, 'EMFILE', 'QSL_PROCFS_UNAVAILABLE', /EMFILE/],
    [noProcfs, 'ENOENT', 'QSL_PROCFS_UNAVAILABLE', /no procfs/],
  ] as const;
  for (const [place, errno, code, message] of cases) {
    const cause = errnoError(errno);
    t.match(toProcfsError(cause, place), { code, message, file: place.file, cause }, `${errno} → ${code}`);
  }
});

t.test('a file that may be missing reads undefined, but only where there is a procfs', async (t) => {
  const root = t.testdir({ self: {}, present: 'text\n' });
  t.equal(readTextIfOffered(systemPlace({ root }, 'present')), 'text\n');
  t.equal(readTextIfOffered(systemPlace({ root }, 'absent')), undefined);
  const elsewhere = systemPlace({ root: `${root}/self` }, 'absent');
  t.throws(() => readTextIfOffered(elsewhere), { code: 'QSL_PROCFS_UNAVAILABLE', message: /no procfs/ });
});

t.test('bytes that are no UTF-8 do not swallow what follows them', async (t) => {
  const root = t.testdir({ self: {}, '3': { stat: Buffer.from([0x33, 0x20, 0x28, 0xe2, 0x82, 0x29]) } });
  t.equal(readText(taskPlace({ root, pid: 3 }, 'stat')), '3 (\ufffd)');
});

t.test('a folder that is none is an error with its cause', async (t) => {
  const place = systemPlace({ root: RECORDED_ROOT }, 'uptime');
  t.throws(() => readNames(place), { code: 'QSL_PROCFS_UNAVAILABLE', cause: { code: 'ENOTDIR' } });
});
