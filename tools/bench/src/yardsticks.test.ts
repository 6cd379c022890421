import t from 'tap';
import { buildYardsticks } from './yardsticks.ts';

t.test('without a compiler every yardstick says that it is missing and why', async (t) => {
  const yardsticks = buildYardsticks({ cache: t.testdir(), env: { PATH: t.testdirName } });
  for (const [name, found] of Object.entries(yardsticks)) {
    t.match(found, { missing: new RegExp(`^${name} cannot be built: `) });
  }
});

t.test('one that was built is used again', async (t) => {
  const built = Object.entries(buildYardsticks()).filter(([, found]) => 'file' in found);
  const again: Record<string, unknown> = buildYardsticks({ env: { PATH: t.testdir() } });
  if (built.length === 0) t.comment('no compiler here');
  for (const [name, found] of built) t.same(again[name], found, name);
});
