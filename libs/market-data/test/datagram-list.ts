import { type DatagramSink, MAX_DATAGRAM_BYTES } from '../src/index.ts';

/** A sink that keeps a copy of every datagram. */
export class DatagramList implements DatagramSink {
  readonly datagrams: Buffer[] = [];
  readonly #bytes = new Uint8Array(MAX_DATAGRAM_BYTES);
  readonly view: DataView = new DataView(this.#bytes.buffer);

  reserve(): number {
    return 0;
  }

  commit(length: number): void {
    this.datagrams.push(Buffer.from(this.#bytes.subarray(0, length)));
    this.#bytes.fill(0xff);
  }
}
