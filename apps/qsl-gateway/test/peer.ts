import {
  addressOf,
  connectTcp,
  type Endpoint,
  os,
  PosixError,
  raw,
  setIntOption,
  setLinger,
  setTimeoutOption,
} from '@qsl/posix';
import { HeartbeatAckFrame } from '@qsl/wire-protocol';
import { heartbeatAcks, heartbeats } from './frames.ts';

/** How long a wait may take before a test gives up: nothing depends on how fast the machine is. */
export const PATIENCE_MS = 60_000;
const CHUNK_BYTES = 256 * 1024;
/** What any peer receives lands here first: their calls block, so one does at a time. */
const chunk = new Uint8Array(CHUNK_BYTES);

/** As much of a test as its helpers need. */
export interface Teardown {
  teardown(undo: () => unknown): void;
}

/**
 * A client of a gateway in another process. Its calls block, so a test reads top to bottom; every wait ends, in an
 * error after PATIENCE_MS. TCP_NODELAY: each send leaves as it is.
 */
export class Peer {
  readonly fd: number;
  #isOpen = true;

  /** Closed at the end of the test, if it is still open then. */
  static connect(t: Teardown, endpoint: Endpoint): Peer {
    const peer = new Peer(endpoint);
    t.teardown(() => peer.close());
    return peer;
  }

  private constructor({ host, port }: Endpoint) {
    this.fd = connectTcp({ host, port });
    setIntOption(this.fd, os.IPPROTO_TCP, os.TCP_NODELAY, 1);
    setTimeoutOption(this.fd, os.SO_RCVTIMEO, PATIENCE_MS);
    setTimeoutOption(this.fd, os.SO_SNDTIMEO, PATIENCE_MS);
  }

  /** Sends all of it, cut before each of these offsets. */
  send(bytes: Uint8Array, cuts: readonly number[] = []): void {
    const bounds = [0, ...cuts, bytes.length];
    for (let i = 1; i < bounds.length; i++) {
      const end = bounds[i]!;
      for (let at = bounds[i - 1]!; at < end; ) at += this.#sendPart(bytes.subarray(at, end), 0);
    }
  }

  /** Sends what there is room for now: 0 when the connection takes no more. */
  sendSome(bytes: Uint8Array): number {
    return this.#sendPart(bytes, os.MSG_DONTWAIT);
  }

  #sendPart(bytes: Uint8Array, flags: number): number {
    const sent = raw.send(this.fd, addressOf(bytes), bytes.length, flags | os.MSG_NOSIGNAL);
    if (sent === -os.EAGAIN && flags === os.MSG_DONTWAIT) return 0;
    if (sent < 0) throw new PosixError({ call: 'send', errno: -sent, about: `${bytes.length} bytes` });
    return sent;
  }

  /** Exactly this many bytes. Throws when the stream ends first. */
  receive(count: number): Buffer {
    const bytes = Buffer.alloc(count);
    for (let at = 0; at < count; ) {
      const part = this.receiveSome(count - at);
      if (part === undefined) throw new Error(`end of stream after ${at} of ${count} bytes`);
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** Everything up to the end of the stream. */
  receiveToEnd(): Buffer {
    const parts: Buffer[] = [];
    for (let part = this.receiveSome(); part !== undefined; part = this.receiveSome()) parts.push(part);
    return Buffer.concat(parts);
  }

  /** At least one byte and at most `atMost`; undefined at the end of the stream. Throws PosixError: ECONNRESET … */
  receiveSome(atMost = CHUNK_BYTES): Buffer | undefined {
    for (;;) {
      const count = raw.recv(this.fd, addressOf(chunk), Math.min(atMost, CHUNK_BYTES), 0);
      if (count === 0) return undefined;
      if (count > 0) return Buffer.from(chunk.subarray(0, count));
      if (count !== -os.EINTR) throw new PosixError({ call: 'recv', errno: -count });
    }
  }

  /** Whether the stream ends, without a byte, within `timeoutMs`. */
  endsWithin(timeoutMs: number): boolean {
    setTimeoutOption(this.fd, os.SO_RCVTIMEO, timeoutMs);
    try {
      const part = this.receiveSome();
      if (part !== undefined) throw new Error(`${part.length} bytes where the end of the stream was due`);
      return true;
    } catch (error) {
      if (error instanceof PosixError && error.code === 'EAGAIN') return false;
      throw error;
    } finally {
      setTimeoutOption(this.fd, os.SO_RCVTIMEO, PATIENCE_MS);
    }
  }

  /** One heartbeat and its answer. */
  roundTrip(token = 1): void {
    this.send(heartbeats(1, token));
    const answer = this.receive(HeartbeatAckFrame.frameSize);
    if (!answer.equals(heartbeatAcks(1, token))) throw new Error(`${answer.toString('hex')} is not the answer`);
  }

  /** Says that no more requests will follow. */
  halfClose(): void {
    raw.shutdown(this.fd, os.SHUT_WR);
  }

  /** Throws away what is in flight and resets the connection. */
  reset(): void {
    setLinger(this.fd, 0);
    this.close();
  }

  close(): void {
    if (this.#isOpen) raw.close(this.fd);
    this.#isOpen = false;
  }
}

/** Those peers for whom something has arrived, once there is one; none after `timeoutMs`. */
export function readable(peers: readonly Peer[], timeoutMs: number): Peer[] {
  return poll(peers, os.POLLIN, timeoutMs);
}

/** Those peers whose gateway has ended the connection, also where answers lie unread; only a reset is seen where POLLRDHUP is not. */
export function ended(peers: readonly Peer[]): Peer[] {
  return poll(peers, os.EPOLLRDHUP ?? 0, 0); // on Linux, POLLRDHUP has the same value (poll(2))
}

/** Those peers for whom one of `events`, an error or a hang-up is reported. */
function poll(peers: readonly Peer[], events: number, timeoutMs: number): Peer[] {
  // struct pollfd: int fd, then short events and short revents in one word.
  const pollfds = Int32Array.from(peers.flatMap(({ fd }) => [fd, events]));
  raw.poll(addressOf(pollfds), peers.length, timeoutMs);
  return peers.filter((_, i) => pollfds[2 * i + 1]! >>> 16 !== 0);
}
