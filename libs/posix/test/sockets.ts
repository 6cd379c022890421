/** Sockets for tests, over loopback, closed when the test ends. */
import { raw } from '../src/raw.ts';
import { socketAddress } from '../src/socket.ts';
import { connectTcp, listenTcp } from '../src/tcp.ts';
import { bindUdp, connectUdp, openUdp } from '../src/udp.ts';

interface Teardown {
  teardown(close: () => void): void;
}

/** Both ends of a blocking connection. */
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

/** A sender connected to a receiver, both blocking. */
export function udpPair(t: Teardown): { sender: number; receiver: number } {
  const [sender, receiver] = [openUdp(), openUdp()];
  bindUdp(receiver, { host: '127.0.0.1', port: 0 });
  connectUdp(sender, socketAddress(receiver));
  t.teardown(() => {
    raw.close(sender);
    raw.close(receiver);
  });
  return { sender, receiver };
}

/**
 * A port where nobody listens, and nobody else can come to: a socket is on it which takes datagrams from another peer only,
 * so that senders get ECONNREFUSED (udp(7)). Port 0 takes a free one.
 */
export function deadUdpPort(t: Teardown, port = 0): number {
  const fd = openUdp();
  t.teardown(() => raw.close(fd));
  bindUdp(fd, { host: '127.0.0.1', port });
  connectUdp(fd, { host: '127.0.0.1', port: 1 });
  return socketAddress(fd).port;
}
