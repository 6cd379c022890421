import t from 'tap';
import { bundleNames, rewriteWorkerUrls } from './worker-urls.ts';

t.test('a worker URL points beside the bundle', async (t) => {
  const cases: [string, string][] = [
    [`new URL('./a.worker.ts', import.meta.url)`, `new URL('./a.worker.cjs', import.meta.url)`],
    [`new URL("../t/epoll/loop.worker.ts",\n import.meta.url,\n)`, `new URL('./loop.worker.cjs', import.meta.url)`],
    [`new URL('./data.json', import.meta.url)`, `new URL('./data.json', import.meta.url)`],
  ];
  for (const [source, expected] of cases) t.equal(rewriteWorkerUrls(source), expected);
});

t.test('entry points are named after their files', async (t) => {
  t.strictSame(bundleNames(['src/main.ts', 'src/a/b.worker.ts']), {
    main: 'src/main.ts',
    'b.worker': 'src/a/b.worker.ts',
  });
});

t.test('two workers of one name are refused', async (t) => {
  t.throws(() => bundleNames(['src/a/x.worker.ts', 'src/b/x.worker.ts']), /both become x\.worker\.cjs/);
});
