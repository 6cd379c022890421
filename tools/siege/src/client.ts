import { addressOf, connectTcp, os, PosixError, raw, setIntOption, setTimeoutOption } from '@qsl/posix';
import { HeartbeatAckFrame } from '@qsl/wire-protocol';
import { heartbeat } from './frames.ts';

const CHUNK_BYTES = 256 * 1024;
const chunk = new Uint8Array(CHUNK_BYTES);
const PATIENCE_MS = 15_000;

/** An honest client whose calls block, with a limit to how long. */
export class Client {
  readonly #fd: number;
  #isOpen = true;

  constructor(port: number, host = '127.0.0.1') {
    this.#fd = connectTcp({ host, port });
    setIntOption(this.#fd, os.IPPROTO_TCP, os.TCP_NODELAY, 1);
    setTimeoutOption(this.#fd, os.SO_RCVTIMEO, PATIENCE_MS);
    setTimeoutOption(this.#fd, os.SO_SNDTIMEO, PATIENCE_MS);
  }

  send(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += this.#sendPart(bytes.subarray(at), 0);
  }

  /** Sends what there is room for now: 0 when the connection takes no more. */
  sendSome(bytes: Uint8Array): number {
    return this.#sendPart(bytes, os.MSG_DONTWAIT);
  }

  #sendPart(bytes: Uint8Array, flags: number): number {
    const sent = raw.send(this.#fd, addressOf(bytes), bytes.length, flags | os.MSG_NOSIGNAL);
    if (sent === -os.EAGAIN && flags !== 0) return 0;
    if (sent < 0) throw new PosixError({ call: 'send', errno: -sent });
    return sent;
  }

  /** Exactly so many bytes. Throws when the stream ends first. */
  receive(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; ) {
      const part = this.#receiveSome(count - at);
      if (part.length === 0) throw new Error(`the stream ended after ${at} of ${count} bytes`);
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** How many bytes come before the end of the stream. */
  receiveToEnd(): number {
    let total = 0;
    for (let part = this.#receiveSome(CHUNK_BYTES); part.length > 0; part = this.#receiveSome(CHUNK_BYTES))
      total += part.length;
    return total;
  }

  #receiveSome(atMost: number): Uint8Array {
    const count = raw.recv(this.#fd, addressOf(chunk), Math.min(atMost, CHUNK_BYTES), 0);
    if (count < 0) throw new PosixError({ call: 'recv', errno: -count });
    return chunk.subarray(0, count);
  }

  /** One heartbeat and its answer. Throws where it is not served. */
  roundTrip(): void {
    this.send(heartbeat());
    this.receive(HeartbeatAckFrame.frameSize);
  }

  close(): void {
    if (this.#isOpen) raw.close(this.#fd);
    this.#isOpen = false;
  }
}

/** Has so many connections served at once, and ends them: the threads that takes are there from then on. */
export function occupy(port: number, connections: number): void {
  const clients = Array.from({ length: connections }, () => new Client(port));
  for (const client of clients) client.roundTrip();
  for (const client of clients) client.close();
}
