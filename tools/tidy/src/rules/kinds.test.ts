import t from 'tap';
import { everyFileBelongs } from './kinds.ts';

t.test('what a program has left behind is found', async (t) => {
  const check = (file: string) => everyFileBelongs.check(new Map([[file, '']]));
  for (const file of ['dump.rdb', 'libs/posix/perf.data', 'core', 'tools/bench/a.cpp', 'results/a.cpuprofile']) {
    t.strictSame(check(file), [file]);
  }
  const fixture = 'libs/procfs/fixtures/x/stat';
  for (const file of ['README.md', 'LICENSE', '.ci/run', fixture, 'tools/yardsticks/a.cpp', 'results/a.jsonl']) {
    t.strictSame(check(file), [], file);
  }
});
