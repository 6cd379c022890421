import { addressOf } from './memory.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';

/*
 * One block for a batch of n datagrams, as sendmmsg(2) and recvmmsg(2) want it on 64-bit Linux:
 *
 *   headers   n × struct mmsghdr, 64 bytes
 *              0  void *msg_name            null: the socket is connected, or the sender is of no interest
 *              8  u32 msg_namelen, pad      0
 *             16  struct iovec *msg_iov  ─┐
 *             24  size_t msg_iovlen       │ 1
 *             32  void *msg_control       │ null
 *             40  size_t msg_controllen   │ 0
 *             48  int msg_flags, pad      │ out, when receiving: MSG_TRUNC if the slot was too small
 *             56  u32 msg_len, pad        │ out: the bytes sent or received
 *   vectors   n × struct iovec, 16 bytes ◄┘
 *              0  void *iov_base         ─┐
 *              8  size_t iov_len          │ the slot's size when receiving, the datagram's when sending
 *   payload   n × slotBytes              ◄┘
 */
export const HEADER_BYTES = 64;
export const IOV_OFFSET = 16;
export const IOV_COUNT_OFFSET = 24;
export const FLAGS_OFFSET = 48;
export const LENGTH_OFFSET = 56;
export const VECTOR_BYTES = 16;
export const VECTOR_LENGTH_OFFSET = 8;

const WORD_BYTES = 4;
const HEADER_WORDS = HEADER_BYTES / WORD_BYTES;
const VECTOR_WORDS = VECTOR_BYTES / WORD_BYTES;
const FLAGS_WORD = FLAGS_OFFSET / WORD_BYTES;
const LENGTH_WORD = LENGTH_OFFSET / WORD_BYTES;
const VECTOR_LENGTH_WORD = VECTOR_LENGTH_OFFSET / WORD_BYTES;

export interface BatchOptions {
  /** Datagrams a call may move; Linux takes at most 1024 (UIO_MAXIOV). */
  capacity: number;
  /** Room for one datagram. */
  slotBytes: number;
}

const MAX_CAPACITY = 1024;

/**
 * A fixed batch of datagrams in one preallocated block, to be sent or received with one system call (hasMmsg only). A
 * batch serves one direction: sending sets lengths, receiving needs every slot offered whole, as a new batch offers it.
 * Datagram i lies in `bytes` (and `view`) from offset(i) on. Belongs to one thread.
 */
export class DatagramBatch {
  readonly capacity: number;
  readonly slotBytes: number;
  /** All slots, one after another. */
  readonly bytes: Uint8Array;
  /** The same memory, for reading and writing fields. */
  readonly view: DataView;
  readonly #words: Uint32Array;
  readonly #headersAddress: number;
  readonly #vectorsWord: number;

  constructor({ capacity, slotBytes }: BatchOptions) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > MAX_CAPACITY) {
      throw new RangeError(`capacity ${capacity} is not between 1 and ${MAX_CAPACITY} datagrams`);
    }
    if (!Number.isInteger(slotBytes) || slotBytes < 1) throw new RangeError(`slotBytes ${slotBytes} is no size`);
    const payloadOffset = capacity * (HEADER_BYTES + VECTOR_BYTES);
    const block = new ArrayBuffer(payloadOffset + capacity * slotBytes);
    this.capacity = capacity;
    this.slotBytes = slotBytes;
    this.bytes = new Uint8Array(block, payloadOffset);
    this.view = new DataView(block, payloadOffset);
    this.#words = new Uint32Array(block, 0, payloadOffset / WORD_BYTES);
    this.#headersAddress = addressOf(block);
    this.#vectorsWord = capacity * HEADER_WORDS;
    this.#layOut(new DataView(block), payloadOffset);
  }

  /** Where datagram i starts in `bytes` and `view`. */
  offset(i: number): number {
    return i * this.slotBytes;
  }

  /** Says how many bytes of slot i to send. */
  setLength(i: number, bytes: number): void {
    this.#words[this.#vectorsWord + i * VECTOR_WORDS + VECTOR_LENGTH_WORD] = bytes;
  }

  /** The size of datagram i as the last call moved it. */
  length(i: number): number {
    return this.#words[i * HEADER_WORDS + LENGTH_WORD] as number;
  }

  /** Whether datagram i was larger than its slot, and so was cut when received. */
  truncated(i: number): boolean {
    return ((this.#words[i * HEADER_WORDS + FLAGS_WORD] as number) & os.MSG_TRUNC) !== 0;
  }

  /**
   * Sends slots first … first + count - 1 on a connected socket. Returns how many the kernel took, perhaps fewer (the
   * error that stopped it shows when the rest is sent), or the negated errno if it took none.
   */
  send(fd: number, first: number, count: number, flags: number): number {
    return raw.sendmmsg(fd, this.#headersAddress + first * HEADER_BYTES, count, flags);
  }

  /**
   * Receives up to `capacity` datagrams into slots 0, 1, … Returns how many, or the negated errno. MSG_WAITFORONE waits
   * for the first alone, MSG_DONTWAIT for none; without either a blocking socket waits until the batch is full.
   */
  receive(fd: number, flags: number): number {
    return raw.recvmmsg(fd, this.#headersAddress, this.capacity, flags);
  }

  #layOut(block: DataView, payloadOffset: number): void {
    const start = this.#headersAddress;
    for (let i = 0; i < this.capacity; i++) {
      const header = i * HEADER_BYTES;
      const vector = this.capacity * HEADER_BYTES + i * VECTOR_BYTES;
      block.setBigUint64(header + IOV_OFFSET, BigInt(start + vector), true);
      block.setBigUint64(header + IOV_COUNT_OFFSET, 1n, true);
      block.setBigUint64(vector, BigInt(start + payloadOffset + i * this.slotBytes), true);
      block.setBigUint64(vector + VECTOR_LENGTH_OFFSET, BigInt(this.slotBytes), true);
    }
  }
}
