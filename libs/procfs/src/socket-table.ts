import { malformed } from './errors.ts';
import { parseCount, parseHex } from './number.ts';
import { type NetTarget, netPlace } from './place.ts';
import { readText, readTextIfOffered } from './read.ts';
import { type ByteOrder, HOST_BYTE_ORDER, parseSocketAddress, type SocketAddress } from './socket-address.ts';
import { type SocketState, socketStateOf } from './socket-state.ts';
import { columnsOf, completeLines } from './text.ts';

/** What the rows of /proc/net/{tcp,tcp6,udp,udp6} have in common. */
export type SocketRow = {
  local: SocketAddress;
  remote: SocketAddress;
  /** undefined for a state newer than the table of names. */
  state: SocketState | undefined;
  /** Bytes sent and not yet acknowledged (TCP) or not yet gone (UDP). */
  txQueue: number;
  /**
   * TCP: bytes received and not yet read; for a listening socket, connections waiting to be accepted. UDP: memory held
   * by waiting datagrams, in bytes, their bookkeeping included: what is charged against SO_RCVBUF.
   */
  rxQueue: number;
  /** The owner of the socket. */
  uid: number;
  /** As in the link socket:[inode] under /proc/<pid>/fd. 0 for a socket without descriptor, such as one in TIME_WAIT. */
  inode: number;
};

/** Column numbers. Of the pairs tx_queue:rx_queue and tr:tm->when each is one column, though the header shows two. */
const COLUMN = { local: 1, remote: 2, state: 3, queues: 4, uid: 7, inode: 9 } as const;

/** One row and its columns, for what a protocol adds to the common ones. */
export type ParsedRow = { row: SocketRow; columns: string[] };

export type SocketTableOptions = {
  /** Named in errors. */
  file?: string | undefined;
  /** Of the machine that wrote the table, by default this one. */
  byteOrder?: ByteOrder | undefined;
};

/** Reads /proc/net/<protocol> and, where the machine has IPv6, /proc/net/<protocol>6. */
export function readBothFamilies<Row>(
  protocol: 'tcp' | 'udp',
  parse: (text: string, options: SocketTableOptions) => Row[],
  options: NetTarget,
): Row[] {
  const ipv4 = netPlace(options, protocol);
  const ipv6 = netPlace(options, `${protocol}6`);
  const ipv6Text = readTextIfOffered(ipv6);
  const ipv6Rows = ipv6Text === undefined ? [] : parse(ipv6Text, { file: ipv6.file });
  return [...parse(readText(ipv4), { file: ipv4.file }), ...ipv6Rows];
}

/**
 * Parses a table of sockets. A table larger than a page is read in pieces and is then no snapshot: a socket opened or
 * closed meanwhile may be missed or listed twice.
 */
export function parseSocketTable(text: string, { file = '/proc/net', byteOrder }: SocketTableOptions): ParsedRow[] {
  const [header = '', ...lines] = completeLines(text, file);
  if (!header.includes('local_address')) throw malformed({ file, field: 'header' }, header, 'that of a socket table');
  return lines.map((line) => {
    const columns = columnsOf(line);
    return { columns, row: parseRow(columns, file, byteOrder ?? HOST_BYTE_ORDER) };
  });
}

function parseRow(columns: string[], file: string, byteOrder: ByteOrder): SocketRow {
  const text = (name: keyof typeof COLUMN) => columns[COLUMN[name]];
  const [txQueue, rxQueue] = (text('queues') ?? '').split(':');
  return {
    local: parseSocketAddress(text('local') ?? '', { file, field: 'local_address' }, byteOrder),
    remote: parseSocketAddress(text('remote') ?? '', { file, field: 'rem_address' }, byteOrder),
    state: socketStateOf(parseHex(text('state'), { file, field: 'st' })),
    txQueue: parseHex(txQueue, { file, field: 'tx_queue' }),
    rxQueue: parseHex(rxQueue, { file, field: 'rx_queue' }),
    uid: parseCount(text('uid'), { file, field: 'uid' }),
    inode: parseCount(text('inode'), { file, field: 'inode' }),
  };
}
