import t from 'tap';
import { platform } from './platform.ts';
import { releaseFilePages, trimHeap } from './release-pages.ts';

t.test(
  'a range that is not mapped in whole pages is refused',
  { skip: platform !== 'linux' && 'of Linux' },
  async (t) => {
    t.throws(() => releaseFilePages({ start: 1, end: 2 }), { code: 'EINVAL', call: 'madvise' });
  },
);

t.test(
  'where the advice means something else it is not given',
  { skip: platform === 'linux' && 'of macOS' },
  async (t) => {
    t.throws(() => releaseFilePages({ start: 0, end: 0 }), { code: 'ENOSYS' });
  },
);

t.test('what the allocator keeps can be given back anywhere', async (t) => {
  t.doesNotThrow(() => trimHeap());
});
