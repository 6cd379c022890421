import { createIoBuffer, type IoBuffer } from '../../session/io-buffers.ts';

const CHUNK_BYTES = 64 * 1024;
/** Chunks kept for reuse: 4 MiB. What slow readers needed beyond that goes back to the system. */
const SPARE_CHUNKS = 64;

/** Chunks that no connection needs now, shared by the backlogs of a loop. */
export class ChunkPool {
  readonly #spare: IoBuffer[] = [];

  take(): IoBuffer {
    return this.#spare.pop() ?? createIoBuffer(CHUNK_BYTES);
  }

  giveBack(chunk: IoBuffer): void {
    if (this.#spare.length < SPARE_CHUNKS) this.#spare.push(chunk);
  }
}

/**
 * Replies that a connection's send buffer had no room for, oldest first. A connection that reads its answers never
 * has any and costs nothing here.
 *
 *   first ─▶ [ sent │ unsent ] [ unsent ] … [ unsent │ free ]
 *                    ▲ head                           ▲ tail
 */
export class Backlog {
  /** Bytes waiting. */
  length = 0;
  readonly #pool: ChunkPool;
  readonly #chunks: IoBuffer[] = [];
  #head = 0;
  #tail = 0;

  constructor(pool: ChunkPool) {
    this.#pool = pool;
  }

  append(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (this.#chunks.length === 0 || this.#tail === CHUNK_BYTES) {
        this.#chunks.push(this.#pool.take());
        this.#tail = 0;
      }
      const count = Math.min(to - at, CHUNK_BYTES - this.#tail);
      this.#chunks.at(-1)?.bytes.set(bytes.subarray(at, at + count), this.#tail);
      this.#tail += count;
      at += count;
    }
    this.length += to - from;
  }

  /** Address of the oldest waiting byte; there must be one. */
  get address(): number {
    return this.#chunks[0]!.address + this.#head;
  }

  /** Bytes that lie together from there on. */
  get contiguous(): number {
    return (this.#chunks.length === 1 ? this.#tail : CHUNK_BYTES) - this.#head;
  }

  /** Forgets the oldest `count` bytes, at most `contiguous`. */
  drop(count: number): void {
    this.length -= count;
    this.#head += count;
    if (this.length === 0) this.clear();
    else if (this.#head === CHUNK_BYTES) {
      this.#pool.giveBack(this.#chunks.shift()!);
      this.#head = 0;
    }
  }

  clear(): void {
    if (this.#chunks.length === 0) return;
    for (const chunk of this.#chunks) this.#pool.giveBack(chunk);
    this.#chunks.length = 0;
    this.length = 0;
    this.#head = 0;
    this.#tail = 0;
  }
}
