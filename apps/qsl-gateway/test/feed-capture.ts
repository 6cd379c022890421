import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { withPatience } from './harness.ts';
import type { Teardown } from './peer.ts';

const BUFFER_BYTES = 4 * 1024 * 1024;
const END = 'the end';

/**
 * A socket of Node's own, which shares nothing with ours, on a free loopback port. Where net.core.rmem_max is at its
 * default it holds some 500 messages between two turns of the event loop: no test may have more than that on the way.
 */
export class FeedCapture {
  readonly port: number;
  readonly #socket: Socket;
  readonly #arrived: Buffer[] = [];
  #onArrival = () => {};

  static async open(t: Teardown): Promise<FeedCapture> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: BUFFER_BYTES }).bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const capture = new FeedCapture(socket);
    t.teardown(() => socket.close());
    socket.on('message', (datagram) => {
      capture.#arrived.push(datagram);
      capture.#onArrival();
    });
    return capture;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
  }

  /** Waits for `count` datagrams more, and takes all that have come. */
  async take(count: number): Promise<Buffer[]> {
    const enough = new Promise<void>((resolve) => {
      this.#onArrival = () => {
        if (this.#arrived.length >= count) resolve();
      };
      this.#onArrival();
    });
    await withPatience(enough, `${count} datagrams`);
    return this.#arrived.splice(0);
  }

  /** What has come since, once a last datagram of our own has: on loopback they keep their order. */
  async rest(): Promise<Buffer[]> {
    this.#socket.send(END, this.port, '127.0.0.1');
    const datagrams: Buffer[] = [];
    while (datagrams.at(-1)?.toString() !== END) datagrams.push(...(await this.take(1)));
    return datagrams.slice(0, -1);
  }
}
