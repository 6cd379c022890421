import t from 'tap';
import { decodeSocketAddress, encodeSocketAddress, formatEndpoint, hostFamily } from './address.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

t.test('each platform’s layout, byte for byte', async (t) => {
  const layouts = [
    ['linux', '127.0.0.1', '02002331' + '7f000001' + '0000000000000000'],
    ['darwin', '127.0.0.1', '10022331' + '7f000001' + '0000000000000000'],
    ['linux', '::1', '0a002331' + '00000000' + '00000000000000000000000000000001' + '00000000'],
    ['darwin', '::1', '1c1e2331' + '00000000' + '00000000000000000000000000000001' + '00000000'],
  ] as const;
  for (const [layout, host, bytes] of layouts) t.equal(hex(encodeSocketAddress({ host, port: 9009 }, layout)), bytes);
});

t.test('an endpoint survives encoding and decoding, its host in canonical form', async (t) => {
  const hosts = [
    ['0.0.0.0', '0.0.0.0', 4],
    ['255.255.255.255', '255.255.255.255', 4],
    ['::', '::', 6],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', 6],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1', 6],
  ] as const;
  for (const layout of ['linux', 'darwin'] as const) {
    for (const [host, canonical, family] of hosts) {
      for (const port of [0, 1, 256, 65535]) {
        const decoded = decodeSocketAddress(encodeSocketAddress({ host, port }, layout), layout);
        t.same(decoded, { host: canonical, port, family });
      }
    }
  }
});

t.test('a host that is no plain numeric address is refused, never resolved', async (t) => {
  const hosts = ['', 'localhost', 'example.com', '1.2.3', '1.2.3.4.5', '256.0.0.1', '01.2.3.4', ' 127.0.0.1', '*'];
  for (const host of [...hosts, '::g', '[::1]', 'fe80::1%lo', '127.0.0.1\0']) {
    t.throws(() => hostFamily(host), { name: 'AddressError', code: 'BAD_HOST' }, JSON.stringify(host));
  }
});

t.test('a port that is no port is refused', async (t) => {
  for (const port of [-1, 65536, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => encodeSocketAddress({ host: '::1', port }), { code: 'BAD_PORT' }, String(port));
  }
});

t.test('an address of another family is refused', async (t) => {
  t.throws(() => decodeSocketAddress(new Uint8Array(16)), RangeError);
});

t.test('an endpoint is written with its IPv6 host in brackets', async (t) => {
  t.equal(formatEndpoint({ host: '127.0.0.1', port: 9009 }), '127.0.0.1:9009');
  t.equal(formatEndpoint({ host: '::1', port: 9009 }), '[::1]:9009');
});
