import { type DiagnosedSocket, diagnoseTcpSockets } from '@qsl/posix';
import { ProcfsError, readSocketDescriptors, readUdpSockets } from '@qsl/procfs';
import type { ConnectionRow, DatagramRow, ListenerRow, Snapshot } from './snapshot.ts';

/** Names of include/net/tcp_states.h as ss(8) words them. */
const STATES = [
  ...['', 'ESTAB', 'SYN-SENT', 'SYN-RECV', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED', 'CLOSE-WAIT', 'LAST-ACK'],
  ...['LISTEN', 'CLOSING', 'NEW-SYN-RECV'],
];
const LISTEN = 10;

type Sockets = Pick<Snapshot, 'listeners' | 'connections' | 'datagramSockets'>;

/** All sockets that these processes hold, the fullest first. */
export function readSockets(pids: readonly number[]): Sockets {
  const inodes = new Set(pids.flatMap(inodesOf));
  const tcp = ([4, 6] as const)
    .flatMap((family) => diagnoseTcpSockets({ family }))
    .filter(({ inode }) => inodes.has(inode));
  const fullness = (row: ConnectionRow) => row.receiveQueueBytes + row.sendQueueBytes;
  return {
    listeners: tcp.filter(({ state }) => state === LISTEN).map(listenerRow),
    connections: tcp
      .filter(({ state }) => state !== LISTEN)
      .map(connectionRow)
      .sort((a, b) => fullness(b) - fullness(a) || a.remotePort - b.remotePort),
    datagramSockets: readUdpSockets()
      .filter(({ inode }) => inodes.has(inode))
      .map(({ local, rxQueue, drops }): DatagramRow => {
        return { port: local.port, receiveQueueBytes: rxQueue, drops: drops ?? null };
      }),
  };
}

function inodesOf(pid: number): number[] {
  try {
    return readSocketDescriptors({ pid }).map(({ inode }) => inode);
  } catch (error) {
    // Gone, or somebody else's: then its sockets are not shown.
    if (error instanceof ProcfsError) return [];
    throw error;
  }
}

function listenerRow({ localPort, receiveQueue, sendQueue, drops }: DiagnosedSocket): ListenerRow {
  return { port: localPort, waiting: receiveQueue, backlog: sendQueue, drops };
}

function connectionRow(socket: DiagnosedSocket): ConnectionRow {
  const { localPort, remotePort, state, receiveQueue, sendQueue, info, drops } = socket;
  return {
    ...{ localPort, remotePort, drops },
    state: STATES[state] ?? String(state),
    receiveQueueBytes: receiveQueue,
    sendQueueBytes: sendQueue,
    rttUs: info?.rttUs ?? null,
    retransmits: info?.totalRetransmits ?? null,
  };
}
