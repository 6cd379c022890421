import t from 'tap';
import { parseNumericHost } from './parse-address.ts';

t.test('a numeric address', async (t) => {
  for (const host of ['127.0.0.1', '::1', '239.1.1.1']) t.equal(parseNumericHost(host), host);
  for (const host of ['localhost', '127.1', 'fe80::1%lo', '', '1.2.3.4.5']) {
    t.throws(() => parseNumericHost(host), { name: 'UsageError' }, host);
  }
});
