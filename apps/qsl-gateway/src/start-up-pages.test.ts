import { type Mapping, readMappings } from '@qsl/procfs';
import t from 'tap';
import { isUntouchedFile, releaseStartUpPages } from './start-up-pages.ts';

const text: Mapping = { start: 0, end: 4096, permissions: 'r-xp', name: '/a', residentBytes: 4096, anonymousBytes: 0 };

t.test('only what its file has, and nobody may write to, is let go', async (t) => {
  const cases: [Partial<Mapping>, released: boolean][] = [
    [{}, true],
    [{ permissions: 'r--p' }, true],
    [{ permissions: 'rw-p' }, false],
    [{ anonymousBytes: 4096 }, false],
    [{ name: '' }, false],
    [{ name: '[vdso]' }, false],
    [{ residentBytes: 0 }, false],
  ];
  for (const [change, released] of cases) t.equal(isUntouchedFile({ ...text, ...change }), released);
});

const skip = process.platform === 'linux' ? false : 'of Linux';

t.test('the program goes on with fewer pages of files', { skip }, async (t) => {
  const fileBytes = () =>
    readMappings({ pid: process.pid })
      .filter(isUntouchedFile)
      .reduce((sum, { residentBytes }) => sum + residentBytes, 0);
  const before = fileBytes();
  releaseStartUpPages();
  t.ok(fileBytes() < before);
});
