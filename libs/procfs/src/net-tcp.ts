import type { NetTarget } from './place.ts';
import { parseSocketTable, readBothFamilies, type SocketRow, type SocketTableOptions } from './socket-table.ts';

export type TcpSocket = SocketRow;

/** The TCP sockets of a network namespace, by default the reader's: /proc/net/tcp and, where the machine has IPv6, tcp6. */
export function readTcpSockets(options: NetTarget = {}): TcpSocket[] {
  return readBothFamilies('tcp', parseTcpSockets, options);
}

/** Parses the text of /proc/net/tcp or tcp6. */
export function parseTcpSockets(text: string, options: SocketTableOptions = {}): TcpSocket[] {
  return parseSocketTable(text, { file: '/proc/net/tcp', ...options }).map(({ row }) => row);
}
