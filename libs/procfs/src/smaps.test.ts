import t from 'tap';
import { parseMappings, readMappings } from './smaps.ts';

const TEXT = `55d0a0000000-55d0a2c5b000 r-xp 00434000 fe:00 1311 /opt/a folder/node (deleted)
Size:              45420 kB
Rss:               20440 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
7ffd0c9c0000-7ffd0c9e2000 rw-p 00000000 00:00 0                          [stack]
Rss:                  72 kB
Anonymous:            72 kB
7ffe00000000-7ffe00001000 rw-p 00000000 00:00 0
ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
Rss:                   0 kB
`;

t.test('mappings have their range, permissions, name and sizes', async (t) => {
  t.strictSame(parseMappings(TEXT), [
    {
      start: 0x55d0a0000000,
      end: 0x55d0a2c5b000,
      permissions: 'r-xp',
      name: '/opt/a folder/node (deleted)',
      residentBytes: 20440 * 1024,
      anonymousBytes: 0,
    },
    {
      start: 0x7ffd0c9c0000,
      end: 0x7ffd0c9e2000,
      permissions: 'rw-p',
      name: '[stack]',
      residentBytes: 72 * 1024,
      anonymousBytes: 72 * 1024,
    },
    { start: 0x7ffe00000000, end: 0x7ffe00001000, permissions: 'rw-p', name: '', residentBytes: 0, anonymousBytes: 0 },
  ]);
});

t.test('a text that was cut, or begins in the middle, is refused', async (t) => {
  t.throws(() => parseMappings(TEXT.slice(0, -1)), { code: 'QSL_PROCFS_FORMAT' });
  t.throws(() => parseMappings('Rss: 4 kB\n'), { code: 'QSL_PROCFS_FORMAT' });
});

const skip = process.platform === 'linux' ? false : 'needs /proc, that is Linux';

t.test('this process has a stack, and the text of its program', { skip }, async (t) => {
  const mappings = readMappings({ pid: process.pid });
  t.ok(mappings.some(({ name, residentBytes }) => name === '[stack]' && residentBytes > 0));
  t.ok(mappings.some(({ name, permissions }) => name.startsWith('/') && permissions === 'r-xp'));
});
