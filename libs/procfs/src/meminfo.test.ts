import t from 'tap';
import { parseMeminfo } from './meminfo.ts';

const TEXT =
  'MemTotal:        8000 kB\nMemFree: 1 kB\nSwapTotal:       20 kB\nSwapFree:        10 kB\n' +
  'HugePages_Total:       4\nHugePages_Free:        3\nHugepagesize:       2048 kB\n';

t.test('sizes come in bytes, huge pages as counts', async (t) => {
  t.strictSame(parseMeminfo(TEXT), {
    totalBytes: 8_192_000,
    swapTotalBytes: 20_480,
    swapFreeBytes: 10_240,
    hugePagesTotal: 4,
    hugePagesFree: 3,
    hugePageBytes: 2_097_152,
  });
});

t.test('a kernel without huge pages is no error, one without total memory is', async (t) => {
  const plain = TEXT.replaceAll(/^Huge.*\n/gm, '');
  t.equal(parseMeminfo(plain).hugePagesTotal, undefined);
  const cut = TEXT.replace('MemTotal', 'Mem');
  t.throws(() => parseMeminfo(cut, 'here'), { code: 'QSL_PROCFS_FORMAT', field: 'MemTotal' });
});
