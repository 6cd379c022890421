import t from 'tap';
import { parseNumericHost, parsePeerPort } from './parse-address.ts';

t.test('a port that can be sent to', async (t) => {
  t.strictSame(['1', '9100', '65535'].map(parsePeerPort), [1, 9100, 65535]);
  for (const text of ['0', '65536', '-1', '', 'x']) t.throws(() => parsePeerPort(text), { name: 'UsageError' }, text);
});

t.test('a numeric address', async (t) => {
  for (const host of ['127.0.0.1', '::1', '239.1.1.1']) t.equal(parseNumericHost(host), host);
  for (const host of ['localhost', '127.1', 'fe80::1%lo', '', '1.2.3.4.5']) {
    t.throws(() => parseNumericHost(host), { name: 'UsageError' }, host);
  }
});
