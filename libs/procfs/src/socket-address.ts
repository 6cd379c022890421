import { malformed, type Where } from './errors.ts';
import { formatIpv6 } from './ipv6.ts';

export type SocketAddress = { family: 'IPv4' | 'IPv6'; host: string; port: number };

/** How the recording machine stored a 32-bit word: LE for x86-64 and arm64. */
export type ByteOrder = 'LE' | 'BE';

/** The order of the machine this runs on, right for everything read live. */
export const HOST_BYTE_ORDER: ByteOrder = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 'LE' : 'BE';

const BYTES_PER_WORD = 4;

/**
 * Decodes "0100007F:2331", or the same with 32 digits for IPv6. The port is printed as the number it is. The address is
 * not: the kernel holds it in network order but prints each 32-bit word as a number of its own byte order, so that
 * 127.0.0.1 reads 0100007F on a little-endian machine and 7F000001 on a big-endian one (net/ipv4/tcp_ipv4.c,
 * get_tcp4_sock).
 */
export function parseSocketAddress(text: string, where: Where, byteOrder: ByteOrder = HOST_BYTE_ORDER): SocketAddress {
  const [, words, port] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(text) ?? [];
  if (words === undefined || port === undefined) throw malformed(where, text, 'an address and a port in hexadecimal');
  const bytes = networkOrderBytes(words, byteOrder);
  const isIpv4 = bytes.length === BYTES_PER_WORD;
  return {
    family: isIpv4 ? 'IPv4' : 'IPv6',
    host: isIpv4 ? bytes.join('.') : formatIpv6(bytes),
    port: Number.parseInt(port, 16),
  };
}

function networkOrderBytes(words: string, byteOrder: ByteOrder): Uint8Array {
  const bytes = Uint8Array.from(words.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (byteOrder === 'BE') return bytes;
  for (let word = 0; word < bytes.length; word += BYTES_PER_WORD) bytes.subarray(word, word + BYTES_PER_WORD).reverse();
  return bytes;
}
