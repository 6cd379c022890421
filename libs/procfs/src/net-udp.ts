import { parseCount } from './number.ts';
import type { NetTarget } from './place.ts';
import { parseSocketTable, readBothFamilies, type SocketRow, type SocketTableOptions } from './socket-table.ts';

export type UdpSocket = SocketRow & {
  /**
   * Datagrams that reached this very socket and were thrown away: for want of room in its receive buffer as a rule, for
   * a bad checksum now and then. A 32-bit counter that wraps around. undefined on kernels before 2.6.27.
   */
  drops: number | undefined;
};

const DROPS_COLUMN = 12;

/** The UDP sockets of a network namespace, by default the reader's: /proc/net/udp and, where the machine has IPv6, udp6. */
export function readUdpSockets(options: NetTarget = {}): UdpSocket[] {
  return readBothFamilies('udp', parseUdpSockets, options);
}

/** Parses the text of /proc/net/udp or udp6. */
export function parseUdpSockets(text: string, options: SocketTableOptions = {}): UdpSocket[] {
  const { file = '/proc/net/udp', byteOrder } = options;
  return parseSocketTable(text, { file, byteOrder }).map(({ row, columns }) => {
    const drops = columns[DROPS_COLUMN];
    return { ...row, drops: drops === undefined ? undefined : parseCount(drops, { file, field: 'drops' }) };
  });
}
