import t from 'tap';
import { formatGateway, hostOption, portArgument } from './gateway-options.ts';

t.test('a host is a numeric address and nothing else', async (t) => {
  for (const host of ['localhost', '', '127.1', 'fe80::1%eth0', '[::1]', '256.0.0.1']) {
    t.throws(() => hostOption.coerce(host), { code: 'USAGE' }, host);
  }
  t.equal(hostOption.coerce('::1'), '::1');
});

t.test('a port is one that can be connected to', async (t) => {
  t.equal(portArgument.coerce('65535'), 65535);
  for (const port of ['0', '65536', '-1', '80x', ''])
    t.throws(() => portArgument.coerce(port), { code: 'USAGE' }, port);
});

t.test('an IPv6 host is written in brackets', async (t) => {
  t.equal(formatGateway({ host: '127.0.0.1', port: 1 }), '127.0.0.1:1');
  t.equal(formatGateway({ host: '::1', port: 2 }), '[::1]:2');
});
