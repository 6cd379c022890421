import { type Endpoint, encodeSocketAddress, formatEndpoint, hostFamily } from './address.ts';
import { AddressError, checked } from './errors.ts';
import { getIntOption, setIntOption, setOption } from './options.ts';
import { os } from './platform.ts';
import { openSocket } from './socket.ts';
import { bindSocket, connect } from './socket-calls.ts';

/** A UDP socket. Throws PosixError. */
export function openUdp({ family = 4, nonblocking = false }: { family?: 4 | 6; nonblocking?: boolean } = {}): number {
  return openSocket({ family, type: os.SOCK_DGRAM, nonblocking });
}

/** Binds a UDP socket; port 0 takes a free one, which socketAddress(fd) tells. Throws AddressError or PosixError. */
export function bindUdp(fd: number, endpoint: Endpoint): void {
  const address = encodeSocketAddress(endpoint);
  checked('bind', () => bindSocket(fd, address), formatEndpoint(endpoint));
}

/**
 * Sets the peer of a UDP socket: send needs no address from then on, only the peer's datagrams arrive, and a port where
 * nobody listens shows as ECONNREFUSED on a later call. Throws AddressError or PosixError.
 */
export function connectUdp(fd: number, endpoint: Endpoint): void {
  const address = encodeSocketAddress(endpoint);
  checked('connect', () => connect(fd, address), formatEndpoint(endpoint));
}

export interface BufferGrant {
  requestedBytes: number;
  grantedBytes: number;
}

/**
 * Asks for a receive buffer and reads back what was granted. Linux caps the request at net.core.rmem_max and then
 * doubles it for its own bookkeeping (socket(7), SO_RCVBUF); macOS grants it or throws ENOBUFS.
 */
export function requestReceiveBuffer(fd: number, requestedBytes: number): BufferGrant {
  setIntOption(fd, os.SOL_SOCKET, os.SO_RCVBUF, requestedBytes);
  return { requestedBytes, grantedBytes: getIntOption(fd, os.SOL_SOCKET, os.SO_RCVBUF) };
}

export interface GroupMembership {
  /** An IPv4 multicast group, 224.0.0.0 … 239.255.255.255. */
  group: string;
  /** The IPv4 address of the interface to listen on. */
  interfaceHost: string;
}

/** Joins an IPv4 multicast group (ip(7), IP_ADD_MEMBERSHIP); closing the socket leaves it. */
export function joinGroup(fd: number, { group, interfaceHost }: GroupMembership): void {
  // struct ip_mreq: group, interface.
  setOption(
    fd,
    os.IPPROTO_IP,
    os.IP_ADD_MEMBERSHIP,
    Uint8Array.from([...ipv4Octets(group), ...ipv4Octets(interfaceHost)]),
  );
}

/** The interface, by its IPv4 address, through which the socket sends multicast (ip(7), IP_MULTICAST_IF). */
export function setMulticastInterface(fd: number, interfaceHost: string): void {
  setOption(fd, os.IPPROTO_IP, os.IP_MULTICAST_IF, Uint8Array.from(ipv4Octets(interfaceHost)));
}

/**
 * Whether this machine's own members of the group get what the socket sends (ip(7), IP_MULTICAST_LOOP; on by default).
 * Through the loopback interface Linux delivers to them in either case.
 */
export function setMulticastLoop(fd: number, on: boolean): void {
  // One byte: macOS takes no int here, Linux takes both.
  setOption(fd, os.IPPROTO_IP, os.IP_MULTICAST_LOOP, Uint8Array.of(on ? 1 : 0));
}

/** How many hops multicast may travel, 0 … 255; 1, the default, stays on the link (ip(7), IP_MULTICAST_TTL). */
export function setMulticastHops(fd: number, hops: number): void {
  setOption(fd, os.IPPROTO_IP, os.IP_MULTICAST_TTL, Uint8Array.of(hops));
}

function ipv4Octets(host: string): number[] {
  if (hostFamily(host) !== 4) throw new AddressError('BAD_HOST', `multicast needs an IPv4 address here, not ${host}`);
  return host.split('.').map(Number);
}
