import t from 'tap';
import { countDescriptors, listDescriptors, parseSocketLink, readSocketDescriptors } from './descriptors.ts';

t.test('a link names the inode of a socket, and nothing else does', async (t) => {
  const cases: [link: string, inode: number | undefined][] = [
    ['socket:[63679]', 63679],
    ['socket:[4294967295]', 4294967295],
    ['socket:[]', undefined],
    ['socket:[1]x', undefined],
    ['/tmp/socket:[1]', undefined],
    ['pipe:[63684]', undefined],
    ['anon_inode:[eventpoll]', undefined],
    ['/dev/null', undefined],
  ];
  for (const [link, inode] of cases) t.equal(parseSocketLink(link), inode, link);
});

t.test('the sockets of a process are found among its descriptors, in numerical order', async (t) => {
  const fd = {
    '0': t.fixture('symlink', '/dev/null'),
    '10': t.fixture('symlink', 'socket:[12]'),
    '3': t.fixture('symlink', 'anon_inode:[eventpoll]'),
    '9': t.fixture('symlink', 'socket:[34]'),
  };
  const root = t.testdir({ self: {}, '3': { fd } });
  t.strictSame(readSocketDescriptors({ root, pid: 3 }), [
    { fd: 9, inode: 34 },
    { fd: 10, inode: 12 },
  ]);
  t.equal(countDescriptors({ root, pid: 3 }), 4, 'of whatever kind');
  t.same(listDescriptors({ root, pid: 3 }), [0, 3, 9, 10], 'as numbers');
});

t.test('a process that has ended is gone', async (t) => {
  t.throws(() => readSocketDescriptors({ root: t.testdir({ self: {} }), pid: 3 }), { code: 'QSL_PROCFS_GONE' });
});

t.test('what is no link at all is an error, not a closed descriptor', async (t) => {
  const root = t.testdir({ self: {}, '3': { fd: { '0': 'a file' } } });
  t.throws(() => readSocketDescriptors({ root, pid: 3 }), { code: 'QSL_PROCFS_UNAVAILABLE' });
});
