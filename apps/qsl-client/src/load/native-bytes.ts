import { addressOf } from '@qsl/posix';

/** Memory for system calls: seen as bytes, through a DataView, and by its native address. */
export class NativeBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Valid for as long as this object is referenced. */
  readonly address: number;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
    this.address = addressOf(this.bytes);
  }
}
