import { connectUdp, openUdp, raw, setMulticastHops, setMulticastInterface } from '@qsl/posix';
import type { FeedAddress } from '../feed-options.ts';
import { onInterface } from '../multicast-interface.ts';

/**
 * A socket that sends to the feed's address.
 *
 * It is connected, for three reasons: the kernel looks up the route once and not for every datagram; a batch needs no
 * address a datagram; and where nobody listens, the ICMP answer comes back as ECONNREFUSED instead of not at all.
 * Throws RuntimeFailure NO_INTERFACE, or PosixError.
 */
export function openDestination({ host, port, interfaceHost }: FeedAddress): number {
  const fd = openUdp({ family: host.includes(':') ? 6 : 4 });
  try {
    if (interfaceHost !== undefined) {
      onInterface(interfaceHost, () => setMulticastInterface(fd, interfaceHost));
      // Not even to the link from a loopback interface; elsewhere the default of one hop holds.
      if (interfaceHost.startsWith('127.')) setMulticastHops(fd, 0);
    }
    connectUdp(fd, { host, port });
    return fd;
  } catch (error) {
    raw.close(fd);
    throw error;
  }
}
