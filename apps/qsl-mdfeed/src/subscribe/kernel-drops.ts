import { diagnostics } from '@qsl/cli';
import { readSocketDescriptors, readUdpSockets } from '@qsl/procfs';

const log = diagnostics('mdfeed:drops');

/**
 * Datagrams that reached this very socket of ours and that the kernel threw away, for want of room in its buffer. The
 * socket is found in /proc/net/udp by its inode, so another on the same port is not taken for it.
 *
 * SO_RXQ_OVFL would count the same, but tells it only with the next datagram that does get through: it is blind for what
 * was dropped last. Null where there is no procfs (macOS).
 */
export function kernelDrops(fd: number): number | null {
  try {
    const own = readSocketDescriptors({ pid: process.pid }).find((socket) => socket.fd === fd);
    return readUdpSockets().find(({ inode }) => inode === own?.inode)?.drops ?? null;
  } catch (error) {
    log('%s', error);
    return null;
  }
}
