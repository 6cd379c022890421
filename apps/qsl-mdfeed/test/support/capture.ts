import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Test } from 'tap';

const BUFFER_BYTES = 4 * 1024 * 1024;
const END = 'the end';

export interface Capture {
  port: number;
  /** Every datagram that has come, in order. Ask when the sender has sent its last. */
  datagrams(): Promise<Buffer[]>;
}

/** A socket of Node's own, which shares nothing with ours, that keeps what it receives on a free loopback port. */
export async function capture(t: Test): Promise<Capture> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: BUFFER_BYTES });
  const datagrams: Buffer[] = [];
  const end = new Promise<void>((resolve) => {
    socket.on('message', (datagram) => {
      if (datagram.toString() === END) resolve();
      else datagrams.push(datagram);
    });
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.teardown(() => socket.close());
  const { port } = socket.address();
  return {
    port,
    // Datagrams keep their order on loopback: where a last one of our own has arrived, all others have.
    datagrams: async () => {
      socket.send(END, port, '127.0.0.1');
      await end;
      return datagrams;
    },
  };
}
