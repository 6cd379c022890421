import { connectTcp, listenTcp, raw } from '@qsl/posix';
import type { Teardown } from './peer.ts';

/** Both ends of a blocking loopback connection, closed when the test ends. */
export function tcpPair(t: Teardown): { client: number; server: number } {
  const listener = listenTcp({ host: '127.0.0.1', port: 0 });
  const client = connectTcp(listener);
  const server = raw.accept4(listener.fd, 0);
  raw.close(listener.fd);
  t.teardown(() => {
    raw.close(client);
    raw.close(server);
  });
  return { client, server };
}
