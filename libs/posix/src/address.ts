import { isIP } from 'node:net';
import { darwinConstants } from './constants/darwin.ts';
import { linuxConstants } from './constants/linux.ts';
import { AddressError } from './errors.ts';
import { bind } from './libc.ts';
import { addressOf, pin } from './memory.ts';
import { os, type Platform, platform } from './platform.ts';

/** A numeric host with a port: what a socket can be bound or connected to. */
export interface Endpoint {
  /** A numeric IPv4 or IPv6 address. Names are never resolved. */
  host: string;
  /** 0 … 65535; 0 asks the system for a free one. */
  port: number;
}

export interface SocketAddress extends Endpoint {
  family: 4 | 6;
}

/*
 * struct sockaddr_in, 16 bytes, and struct sockaddr_in6, 28 bytes; port and address in network order.
 *
 *            0      1      2       4            8                 24
 *   in       family        port    address      zero (8)
 *   in6      family        port    flow info    address (16)      scope id
 *   macOS    len | family  …the same from here on
 */
const FAMILY_BYTES = { 4: 16, 6: 28 } as const;
const PORT_OFFSET = 2;
const ADDRESS_OFFSET = { 4: 4, 6: 8 } as const;
export const SOCKET_ADDRESS_MAX_BYTES = 28;
const TEXT_MAX_BYTES = 46; // INET6_ADDRSTRLEN, its final NUL included

const inetPton = bind<(family: number, text: string, address: number) => number>('int inet_pton(int, str, uintptr_t)');
const inetNtop = bind<(family: number, address: number, text: number, bytes: number) => string | null>(
  'str inet_ntop(int, uintptr_t, uintptr_t, unsigned int)',
);
const text = new Uint8Array(TEXT_MAX_BYTES);
const textAddress = pin(text);

const FAMILY_NUMBERS = {
  linux: { 4: linuxConstants.AF_INET, 6: linuxConstants.AF_INET6 },
  darwin: { 4: darwinConstants.AF_INET as number, 6: darwinConstants.AF_INET6 as number },
} as const;

/** Which family a numeric host belongs to. Throws AddressError for anything else: names, short forms, zones. */
export function hostFamily(host: string): 4 | 6 {
  const family = isIP(host);
  if (family === 4 || (family === 6 && !host.includes('%'))) return family as 4 | 6;
  throw new AddressError(
    'BAD_HOST',
    `host ${JSON.stringify(host)} is no numeric IPv4 or IPv6 address: give one such as 127.0.0.1 or ::1 ` +
      '(names are not resolved, and zones such as %eth0 are not supported)',
  );
}

/** The struct sockaddr of an endpoint, in the layout of `layout` (this platform's unless said otherwise). */
export function encodeSocketAddress({ host, port }: Endpoint, layout: Platform = platform): Uint8Array {
  const family = hostFamily(host);
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) {
    throw new AddressError('BAD_PORT', `port ${port} is no integer between 0 and 65535`);
  }
  const bytes = new Uint8Array(FAMILY_BYTES[family]);
  const view = new DataView(bytes.buffer);
  writeFamily(view, FAMILY_NUMBERS[layout][family], layout);
  view.setUint16(PORT_OFFSET, port);
  inetPton(nativeFamily(family), host, addressOf(bytes) + ADDRESS_OFFSET[family]);
  return bytes;
}

/** The endpoint in a struct sockaddr_in or sockaddr_in6. Throws a RangeError for any other family. */
export function decodeSocketAddress(bytes: Uint8Array, layout: Platform = platform): SocketAddress {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = layout === 'darwin' ? view.getUint8(1) : view.getUint16(0, true);
  const family = number === FAMILY_NUMBERS[layout][4] ? 4 : number === FAMILY_NUMBERS[layout][6] ? 6 : undefined;
  if (family === undefined) throw new RangeError(`socket address of family ${number} is neither IPv4 nor IPv6`);
  const address = addressOf(bytes) + ADDRESS_OFFSET[family];
  const host = inetNtop(nativeFamily(family), address, textAddress, TEXT_MAX_BYTES) as string;
  return { host, port: view.getUint16(PORT_OFFSET), family };
}

/** `host:port`, an IPv6 host in brackets. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function writeFamily(view: DataView, number: number, layout: Platform): void {
  if (layout === 'darwin') {
    view.setUint8(0, view.byteLength);
    view.setUint8(1, number);
  } else {
    view.setUint16(0, number, true);
  }
}

function nativeFamily(family: 4 | 6): number {
  return family === 6 ? os.AF_INET6 : os.AF_INET;
}
