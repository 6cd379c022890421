import { type CounterGroups, counterReader, parseCounterGroups } from './counter-groups.ts';
import { type NetTarget, netPlace } from './place.ts';
import { readText } from './read.ts';

/** Datagrams over IPv4, the whole network namespace together; those over IPv6 are counted in /proc/net/snmp6. */
export type UdpCounters = {
  /** Handed to a program: counted as it reads them, not as they arrive. */
  inDatagrams: number;
  /** Arrived for a port on which nobody listens. */
  noPorts: number;
  /** Arrived and thrown away for another reason than noPorts; includes rcvbufErrors, inCsumErrors and memErrors. */
  inErrors: number;
  outDatagrams: number;
  /** Thrown away for want of room in the socket's receive buffer (SO_RCVBUF). */
  rcvbufErrors: number;
  /** Not sent, for want of room in the socket's send buffer or of memory. */
  sndbufErrors: number;
  /** Thrown away for a wrong checksum. undefined before Linux 3.10. */
  inCsumErrors: number | undefined;
  /** Thrown away because all UDP sockets together used up udp_mem. undefined before Linux 5.11. */
  memErrors: number | undefined;
};

/**
 * TCP over IPv4 and IPv6 together, the whole network namespace. What overflows at a listening socket is not here but in
 * /proc/net/netstat: see TcpExtCounters.
 */
export type TcpCounters = {
  /** Connections begun with connect(2). */
  activeOpens: number;
  /** Connections that a listening socket took. */
  passiveOpens: number;
  attemptFails: number;
  /** Connections that ended with a reset. */
  estabResets: number;
  /** Connections open at this moment: no counter, it falls again. */
  currEstab: number;
  inSegs: number;
  /** Segments sent, those sent again not included. */
  outSegs: number;
  /** Segments sent again. */
  retransSegs: number;
  inErrs: number;
  /** Resets sent. */
  outRsts: number;
};

/** `groups` holds every group of the file as it reads, the typed views what is used from it. */
export type Snmp = { udp: UdpCounters; tcp: TcpCounters; groups: CounterGroups };

/** Reads /proc/net/snmp of a network namespace, by default the reader's. */
export function readSnmp(options: NetTarget = {}): Snmp {
  const place = netPlace(options, 'snmp');
  return parseSnmp(readText(place), place.file);
}

/** Parses the text of /proc/net/snmp; names as in RFC 4113 (UDP) and RFC 4022 (TCP), see Documentation/networking/snmp_counter.rst. */
export function parseSnmp(text: string, file = '/proc/net/snmp'): Snmp {
  const groups = parseCounterGroups(text, file);
  return { udp: udpCountersOf(groups, file), tcp: tcpCountersOf(groups, file), groups };
}

function udpCountersOf(groups: CounterGroups, file: string): UdpCounters {
  const { required, optional } = counterReader(groups, 'Udp', file);
  return {
    inDatagrams: required('InDatagrams'),
    noPorts: required('NoPorts'),
    inErrors: required('InErrors'),
    outDatagrams: required('OutDatagrams'),
    rcvbufErrors: required('RcvbufErrors'),
    sndbufErrors: required('SndbufErrors'),
    inCsumErrors: optional('InCsumErrors'),
    memErrors: optional('MemErrors'),
  };
}

function tcpCountersOf(groups: CounterGroups, file: string): TcpCounters {
  const { required } = counterReader(groups, 'Tcp', file);
  return {
    activeOpens: required('ActiveOpens'),
    passiveOpens: required('PassiveOpens'),
    attemptFails: required('AttemptFails'),
    estabResets: required('EstabResets'),
    currEstab: required('CurrEstab'),
    inSegs: required('InSegs'),
    outSegs: required('OutSegs'),
    retransSegs: required('RetransSegs'),
    inErrs: required('InErrs'),
    outRsts: required('OutRsts'),
  };
}
