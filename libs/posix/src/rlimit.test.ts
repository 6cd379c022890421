import t from 'tap';
import { getDescriptorLimit, setDescriptorLimit } from './rlimit.ts';

t.test('the soft limit can be lowered and raised again; the hard limit stays', async (t) => {
  const { soft, hard } = getDescriptorLimit();
  t.ok(soft > 0 && hard >= soft);
  setDescriptorLimit(soft - 1);
  t.same(getDescriptorLimit(), { soft: soft - 1, hard });
  setDescriptorLimit(soft);
  t.same(getDescriptorLimit(), { soft, hard });
});

t.test('a soft limit above the hard one is refused', async (t) => {
  const { hard } = getDescriptorLimit();
  if (hard === Number.POSITIVE_INFINITY) return t.pass('there is no hard limit to exceed');
  return t.throws(() => setDescriptorLimit(hard + 1), { code: 'EINVAL', call: 'setrlimit' });
});

t.test('a limit that is no count is refused', async (t) => {
  for (const soft of [-1, 1.5, Number.POSITIVE_INFINITY, Number.NaN]) {
    t.throws(() => setDescriptorLimit(soft), RangeError, String(soft));
  }
});
