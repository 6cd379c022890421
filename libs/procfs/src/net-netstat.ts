import { type CounterGroups, counterReader, parseCounterGroups } from './counter-groups.ts';
import { type ProcRoot, systemPlace } from './place.ts';
import { readText } from './read.ts';

/** What listening TCP sockets turned away, the whole network namespace together. Not in /proc/net/snmp. */
export type TcpExtCounters = {
  /** Connections refused room because the accept queue was full: its bound is listen(2)'s backlog, at most somaxconn. */
  listenOverflows: number;
  /** Connections dropped at a listening socket for any reason; includes listenOverflows. */
  listenDrops: number;
};

/** `groups` holds every group of the file as it reads, the typed view what is used from it. */
export type Netstat = { tcpExt: TcpExtCounters; groups: CounterGroups };

/** Reads /proc/net/netstat of the reader's network namespace. */
export function readNetstat(options: ProcRoot = {}): Netstat {
  const place = systemPlace(options, 'net/netstat');
  return parseNetstat(readText(place), place.file);
}

/** Parses the text of /proc/net/netstat, see Documentation/networking/snmp_counter.rst. */
export function parseNetstat(text: string, file = '/proc/net/netstat'): Netstat {
  const groups = parseCounterGroups(text, file);
  const { required } = counterReader(groups, 'TcpExt', file);
  return { tcpExt: { listenOverflows: required('ListenOverflows'), listenDrops: required('ListenDrops') }, groups };
}
