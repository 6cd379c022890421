import { readSnmp, readSocketDescriptors, readUdpSockets, unlessGone } from '@qsl/procfs';
import { currentSite } from '../../site/site.ts';

/** What the kernel says of one UDP socket. */
export interface SocketState {
  /** Bytes that wait in its buffer, bookkeeping included. */
  waitingBytes: number;
  /** Datagrams that it threw away for want of room. */
  drops: number | null;
}

const hasProcfs = process.platform === 'linux';

/**
 * The socket of a process that is bound to a port, found by its inode: another socket on the same port, in another
 * process, is not taken for it. undefined where there is no procfs, and when process or socket are gone.
 */
export function readOwnSocket({ pid, port }: { pid: number; port: number }): SocketState | undefined {
  if (!hasProcfs) return undefined;
  return unlessGone(() => {
    const inodes = new Set(readSocketDescriptors({ pid }).map(({ inode }) => inode));
    const socket = readUdpSockets({ pid }).find(({ inode, local }) => local.port === port && inodes.has(inode));
    return socket && { waitingBytes: socket.rxQueue, drops: socket.drops ?? null };
  });
}

/** UDP datagrams dropped for full buffers, by all sockets of the network namespace so far; null without procfs. */
export function namespaceRcvbufErrors(): number | null {
  return hasProcfs ? readSnmp({ pid: currentSite().pid }).udp.rcvbufErrors : null;
}
