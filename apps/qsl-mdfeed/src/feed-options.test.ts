import t from 'tap';
import { feedAddress, groupOption, hostOption, interfaceOption } from './feed-options.ts';

const none = { port: 9100, host: undefined, group: undefined, interface: undefined };

t.test('where a feed goes', async (t) => {
  const loopback = '127.0.0.1';
  const cases: [object, object][] = [
    [{}, { host: loopback, port: 9100, interfaceHost: undefined }],
    [{ host: '::1' }, { host: '::1', port: 9100, interfaceHost: undefined }],
    [{ group: '239.1.1.1' }, { host: '239.1.1.1', port: 9100, interfaceHost: loopback }],
    [
      { group: '239.1.1.1', interface: '10.0.0.1' },
      { host: '239.1.1.1', port: 9100, interfaceHost: '10.0.0.1' },
    ],
  ];
  for (const [given, expected] of cases) t.strictSame(feedAddress({ ...none, ...given }), expected);
  t.throws(() => feedAddress({ ...none, interface: loopback }), { name: 'UsageError' });
  t.throws(() => feedAddress({ ...none, host: loopback, group: '239.1.1.1' }), { name: 'UsageError' });
});

t.test('what is no address is refused', async (t) => {
  t.throws(() => hostOption.coerce('localhost'), { name: 'UsageError' });
  for (const group of ['223.255.255.255', '240.0.0.1', 'ff02::1', '239.1.1', '0xe0.0.0.1']) {
    t.throws(() => groupOption.coerce(group), { name: 'UsageError' }, `group ${group}`);
  }
  t.throws(() => interfaceOption.coerce('lo'), { name: 'UsageError' });
});
