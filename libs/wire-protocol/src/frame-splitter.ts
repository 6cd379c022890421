import { checkAnyFrame, readBodyLength, readType } from './decode.ts';
import { DecodeStatus } from './decode-error.ts';
import { HEADER_SIZE, MAX_FRAME_SIZE } from './layout.ts';

/**
 * Finds the frames in a byte stream that arrives in chunks cut anywhere, and hands them out one by one, checked.
 *
 *      chunk 1                    chunk 2
 *      [ frame | frame | fra ]    [ me | frame | … ]
 *        in place        └──── carried ──┘   in place
 *
 * Only a frame that straddles chunks is copied, into a buffer of one frame; nothing is allocated after construction.
 * What it reports does not depend on where the stream was cut. It takes no notice of who may send which message.
 *
 *     splitter.feed(view, 0, received);
 *     while (splitter.next()) handle(splitter.view, splitter.offset, splitter.type);
 *     if (splitter.status !== DecodeStatus.Ok) close();
 */
export class FrameSplitter {
  /** Where the current frame is. Valid after next() returned true, until the next call of next() or feed(). */
  view: DataView;
  offset = 0;
  /** The current frame's type code. */
  type = 0;
  /** Ok, or the error that ended the stream. It stays: nothing behind a bad frame can be trusted to be a frame. */
  status: DecodeStatus = DecodeStatus.Ok;

  readonly #carried = new DataView(new ArrayBuffer(MAX_FRAME_SIZE));
  #carriedSize = 0;
  #chunk: DataView;
  #position = 0;
  #end = 0;

  constructor() {
    this.view = this.#carried;
    this.#chunk = this.#carried;
  }

  /**
   * Takes the bytes [offset, end) of a view as the next ones of the stream. They are read in place by the calls of next() that
   * follow, so they must stay as they are until next() returns false. Throws if the chunk before is not used up.
   */
  feed(view: DataView, offset: number, end: number): void {
    if (this.status !== DecodeStatus.Ok) return;
    if (this.#position < this.#end) {
      throw new Error('FrameSplitter.feed: the chunk before is not used up; call next() until it returns false');
    }
    this.#chunk = view;
    this.#position = offset;
    this.#end = Math.min(end, view.byteLength);
  }

  /** Moves to the next whole frame. False: there is none in what was fed so far, or the stream has ended in an error. */
  next(): boolean {
    if (this.status !== DecodeStatus.Ok) return false;
    return this.#carriedSize === 0 ? this.#nextInPlace() : this.#nextCarried();
  }

  /** The verdict when the stream has ended: its error, Truncated if it ended within a frame, otherwise Ok. */
  finish(): DecodeStatus {
    if (this.status === DecodeStatus.Ok && this.#carriedSize > 0) this.status = DecodeStatus.Truncated;
    return this.status;
  }

  #nextInPlace(): boolean {
    const status = checkAnyFrame(this.#chunk, this.#position, this.#end);
    if (status === DecodeStatus.Ok) {
      this.#deliver(this.#chunk, this.#position);
      this.#position += HEADER_SIZE + readBodyLength(this.view, this.offset);
      return true;
    }
    if (status === DecodeStatus.Truncated) this.#carryUpTo(MAX_FRAME_SIZE);
    else this.status = status;
    return false;
  }

  #nextCarried(): boolean {
    // Twice at most: once to complete the header, which tells the size, and once to complete the frame.
    for (;;) {
      const headerIsWhole = this.#carriedSize >= HEADER_SIZE;
      this.#carryUpTo(headerIsWhole ? HEADER_SIZE + readBodyLength(this.#carried, 0) : HEADER_SIZE);
      const status = checkAnyFrame(this.#carried, 0, this.#carriedSize);
      if (status === DecodeStatus.Ok) {
        this.#deliver(this.#carried, 0);
        this.#carriedSize = 0;
        return true;
      }
      if (status !== DecodeStatus.Truncated) {
        this.status = status;
        return false;
      }
      if (this.#position >= this.#end) return false;
    }
  }

  #deliver(view: DataView, offset: number): void {
    this.view = view;
    this.offset = offset;
    this.type = readType(view, offset);
  }

  /** Moves bytes of the chunk behind those carried, until `size` are carried or the chunk is used up. */
  #carryUpTo(size: number): void {
    while (this.#carriedSize < size && this.#position < this.#end) {
      this.#carried.setUint8(this.#carriedSize++, this.#chunk.getUint8(this.#position++));
    }
  }
}
