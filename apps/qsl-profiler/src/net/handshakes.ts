import { connectTcp, listenTcp, raw, readTcpInfo } from '@qsl/posix';
import { type NetworkPath, SERVER_ADDRESS } from './network-path.ts';

/** Handshakes that look at the path; fewer where loss makes them take seconds. */
const HANDSHAKES = 9;
const LEAST = 3;
const PATIENCE_MS = 10_000;

/**
 * Connects across the path and asks the kernel how long the handshake took, ns, each a connection: the round trip of the
 * path without any program at its far end. Both sockets are made here: a socket stays in the namespace it was made in.
 */
export function timeHandshakes({ load, server }: NetworkPath): number[] {
  const listener = server.inside(() => listenTcp({ host: SERVER_ADDRESS, port: 0, backlog: HANDSHAKES }));
  const times: number[] = [];
  try {
    const deadline = performance.now() + PATIENCE_MS;
    while (times.length < HANDSHAKES && (times.length < LEAST || performance.now() < deadline)) {
      const fd = load.inside(() => connectTcp({ host: SERVER_ADDRESS, port: listener.port }));
      times.push(readTcpInfo(fd).rttUs * 1000);
      raw.close(fd);
    }
    return times;
  } finally {
    raw.close(listener.fd);
  }
}
