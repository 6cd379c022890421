import { endianness } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { type ByteOrder, HOST_BYTE_ORDER, parseSocketAddress } from './socket-address.ts';

const WHERE = { file: 'here', field: 'local_address' };

t.test('an address reads back in the byte order of the machine that wrote it', async (t) => {
  const cases: [text: string, byteOrder: ByteOrder, host: string, port: number][] = [
    ['0100007F:2331', 'LE', '127.0.0.1', 9009],
    ['7F000001:2331', 'BE', '127.0.0.1', 9009],
    ['00000000:0000', 'LE', '0.0.0.0', 0],
    ['0A0B0C0D:FFFF', 'LE', '13.12.11.10', 65535],
    ['00000000000000000000000001000000:2332', 'LE', '::1', 9010],
    ['00000000000000000000000000000001:2332', 'BE', '::1', 9010],
    ['B80D01200000000067452301EFCDAB89:0050', 'LE', '2001:db8::123:4567:89ab:cdef', 80],
    ['0000000000000000FFFF00000100007F:0050', 'LE', '::ffff:127.0.0.1', 80],
    ['0100007f:2331', 'LE', '127.0.0.1', 9009],
  ];
  for (const [text, byteOrder, host, port] of cases) {
    const family = text.length < 16 ? 'IPv4' : 'IPv6';
    t.strictSame(parseSocketAddress(text, WHERE, byteOrder), { family, host, port }, `${text} ${byteOrder}`);
  }
});

t.test('any IPv4 address and port read back', async (t) => {
  const property = fc.property(fc.ipV4(), fc.nat({ max: 65535 }), (host, port) => {
    const hex = Buffer.from(host.split('.').map(Number)).reverse().toString('hex').toUpperCase();
    const text = `${hex}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
    return isDeepStrictEqual(parseSocketAddress(text, WHERE, 'LE'), { family: 'IPv4', host, port });
  });
  t.doesNotThrow(() => fc.assert(property));
});

t.test('the byte order of this machine is known', async (t) => {
  t.equal(HOST_BYTE_ORDER, endianness());
});

t.test('what is no address is refused', async (t) => {
  const texts = ['', '0100007F', '0100007F:', ':2331', '0100007:2331', '0100007F:02331', '0100007G:2331'];
  for (const text of [...texts, '0100007F0100007F:2331', '0100007F:2331 ']) {
    t.throws(() => parseSocketAddress(text, WHERE), { code: 'QSL_PROCFS_FORMAT', ...WHERE }, text);
  }
});
