import {
  bindUdp,
  getIntOption,
  joinGroup,
  openUdp,
  os,
  platform,
  raw,
  requestReceiveBuffer,
  setIntOption,
  setTimeoutOption,
  socketAddress,
} from '@qsl/posix';
import type { FeedAddress } from '../feed-options.ts';
import { onInterface } from '../multicast-interface.ts';

export interface Listener {
  fd: number;
  /** Where the feed arrives: the bound address, or the multicast group. */
  host: string;
  port: number;
  /** What getsockopt says of SO_RCVBUF. */
  grantedBytes: number;
}

export interface ListenOptions {
  at: FeedAddress;
  /** SO_RCVBUF to ask for; undefined leaves the system's default. */
  receiveBufferBytes: number | undefined;
  /** How long a receiving call waits at most. */
  waitMs: number;
}

/** A socket on which the feed arrives. Throws RuntimeFailure NO_INTERFACE, or PosixError: EADDRINUSE, EADDRNOTAVAIL … */
export function openListener({ at, receiveBufferBytes, waitMs }: ListenOptions): Listener {
  const fd = openUdp({ family: at.host.includes(':') ? 6 : 4 });
  try {
    // Before the bind, so that no datagram meets the buffer as it was.
    if (receiveBufferBytes !== undefined) requestReceiveBuffer(fd, receiveBufferBytes);
    setTimeoutOption(fd, os.SO_RCVTIMEO, waitMs);
    if (at.interfaceHost === undefined) bindUdp(fd, at);
    else bindToGroup(fd, at, at.interfaceHost);
    const { port } = socketAddress(fd);
    return { fd, host: at.host, port, grantedBytes: getIntOption(fd, os.SOL_SOCKET, os.SO_RCVBUF) };
  } catch (error) {
    raw.close(fd);
    throw error;
  }
}

/** Several subscribers of one machine can share a group and port. Bound to the group, Linux passes nothing else on. */
function bindToGroup(fd: number, { host: group, port }: FeedAddress, interfaceHost: string): void {
  setIntOption(fd, os.SOL_SOCKET, os.SO_REUSEADDR, 1);
  if (platform === 'darwin') setIntOption(fd, os.SOL_SOCKET, os.SO_REUSEPORT, 1);
  bindUdp(fd, { host: platform === 'darwin' ? '0.0.0.0' : group, port });
  onInterface(interfaceHost, () => joinGroup(fd, { group, interfaceHost }));
}
