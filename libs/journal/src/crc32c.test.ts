import t from 'tap';
import { crc32c } from './crc32c.ts';

const sumOf = (bytes: Uint8Array) => crc32c(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length) >>> 0;

t.test('the sums of RFC 3720, B.4, and the check value of the polynomial', async (t) => {
  const counting = Uint8Array.from({ length: 32 }, (_, i) => i);
  const cases: [bytes: Uint8Array, sum: number][] = [
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [counting, 0x46dd794e],
    [counting.toReversed(), 0x113fdb5c],
    [new TextEncoder().encode('123456789'), 0xe3069283],
    [new Uint8Array(0), 0],
  ];
  for (const [bytes, sum] of cases) t.equal(sumOf(Uint8Array.from(bytes)), sum, `${bytes.length} bytes`);
});

t.test('only the bytes asked for count, and every one of them does', async (t) => {
  const bytes = Uint8Array.from({ length: 24 }, (_, i) => i * 7);
  const view = new DataView(bytes.buffer);
  const sum = crc32c(view, 3, 21);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at]! ^= 1;
    t.equal(crc32c(view, 3, 21) !== sum, at >= 3 && at < 21, `byte ${at}`);
    bytes[at]! ^= 1;
  }
});
