import { addressOf } from '@qsl/posix';

/** Memory that the codec writes through `view` and the kernel reads or fills by `address`. */
export interface IoBuffer {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly address: number;
}

/** A fixed block of zero bytes. Only what is used of it costs memory. */
export function createIoBuffer(lengthBytes: number): IoBuffer {
  const buffer = new ArrayBuffer(lengthBytes);
  return { view: new DataView(buffer), bytes: new Uint8Array(buffer), address: addressOf(buffer) };
}

/** Replies written by sessions and not yet sent: the first `length` bytes of a fixed block. */
export class ReplyBuffer implements IoBuffer {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly address: number;
  /** Bytes of replies waiting in the buffer. */
  length = 0;

  constructor(capacityBytes: number) {
    const { view, bytes, address } = createIoBuffer(capacityBytes);
    this.view = view;
    this.bytes = bytes;
    this.address = address;
  }
}
