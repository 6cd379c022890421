import * as wire from '@qsl/wire-protocol';
import { FrameMutator } from '../mutate/frames.ts';
import type { Random } from '../random.ts';
import { BrokenInvariant, type Input, mustEqual, type Target } from '../target.ts';
import { FRAME_BYTES, frameStatus, headerStatus, Status } from '../wire-oracle.ts';
import { CUT_BYTES, cutStream } from './pieces.ts';

const MAX_BYTES = 200;
/** Bytes around the stream that must not matter. */
const MARGIN = 64;
const LAST_TYPE = 9;

/** Memory of one value, with the stream in the middle of it. */
class Surroundings {
  readonly bytes = new Uint8Array(MAX_BYTES + 2 * MARGIN);
  readonly view = new DataView(this.bytes.buffer);
  readonly #value: number;

  constructor(value: number) {
    this.#value = value;
    this.bytes.fill(value);
  }

  put(source: Uint8Array, from: number, to: number): void {
    this.bytes.set(source.subarray(from, to), MARGIN);
  }

  clear(length: number): void {
    this.bytes.fill(this.#value, MARGIN, MARGIN + length);
  }
}

/**
 * The codec against the protocol's tables, on a stream of frames cut anywhere. The same bytes lie once among zeros and
 * once among ones: what reads outside of them sees two different things.
 */
export function codecTarget(): Target {
  const mutator = new FrameMutator({
    vocabulary: { types: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), ids: 4, prices: 4, sequences: 4 },
    maxBytes: MAX_BYTES,
    prologue: CUT_BYTES,
  });
  const zeros = new Surroundings(0);
  const ones = new Surroundings(0xff);
  const among = [zeros, ones];
  const ends = new Int32Array(MAX_BYTES);

  /** What all checks say of the frame at `at`. Returns it. */
  function checkStatus(at: number, end: number, asked: number): Status {
    const { bytes } = zeros;
    const header = headerStatus(bytes, at, end);
    const any = frameStatus(bytes, at, end);
    const typed = frameStatus(bytes, at, end, asked);
    for (const { view } of among) {
      mustEqual('checkHeader', wire.checkHeader(view, at, end), header);
      mustEqual('checkAnyFrame', wire.checkAnyFrame(view, at, end), any);
      mustEqual('checkFrame', wire.checkFrame(view, at, end, asked), typed);
    }
    return any;
  }

  /** Of a view that ends with the bytes, and a claim that there are more: nothing is thrown, nothing is found. */
  function checkPastView(end: number, asked: number): void {
    const view = new DataView(ones.bytes.buffer, MARGIN, Math.max(end - MARGIN - 1, 0));
    const found = wire.checkFrame(view, 0, end + MAX_BYTES, asked);
    mustEqual('checkFrame past the view', found, frameStatus(zeros.bytes, MARGIN, MARGIN + view.byteLength, asked));
  }

  /** A frame survives being decoded and encoded. */
  function checkMessage(at: number, end: number, status: Status): void {
    const decoded = wire.decodeMessageAt(ones.view, at, end);
    mustEqual('decodeMessageAt', decoded.ok ? Status.Ok : decoded.error, status);
    if (!decoded.ok) return;
    const encoded = wire.encodeMessage(decoded.message);
    mustEqual('length of the encoded message', encoded.length, FRAME_BYTES[zeros.bytes[at + 1]!]);
    for (let i = 0; i < encoded.length; i++) {
      if (encoded[i] !== zeros.bytes[at + i] && !isFree(at, i)) {
        throw new BrokenInvariant('round trip', `byte ${i} is ${encoded[i]}, was ${zeros.bytes[at + i]}`);
      }
    }
  }

  /** Checks every frame of the stream, and decodes the one whose number is chosen. Returns why the frames end. */
  function checkFrames(end: number, asked: number, chosen: number): Status {
    let frame = 0;
    for (let at = MARGIN; at < end; frame++) {
      const status = checkStatus(at, end, asked);
      if (frame === chosen) checkMessage(at, end, status);
      if (status !== Status.Ok) return status;
      at += FRAME_BYTES[zeros.bytes[at + 1]!]!;
    }
    return Status.Ok;
  }

  /** In a top of book any flag but 0 means present, and the price of an absent side means nothing. */
  function isFree(at: number, i: number): boolean {
    const { bytes } = zeros;
    if (bytes[at + 1] !== 4 || i < 20) return false;
    const flag = i < 29 ? 20 : 29;
    return i === flag ? bytes[at + flag]! > 1 : bytes[at + flag] === 0;
  }

  /** The splitter finds the same frames in the pieces, whole, and ends with the same verdict. */
  function checkSplitter(input: Input, stopped: Status): void {
    const splitter = new wire.FrameSplitter();
    const pieces = cutStream(input, ends);
    const start = Math.min(input.from + CUT_BYTES, input.to);
    let at = MARGIN;
    for (let piece = 0, from = start; piece < pieces; from = ends[piece]!, piece++) {
      splitter.feed(ones.view, MARGIN + from - start, MARGIN + ends[piece]! - start);
      for (; splitter.next(); at += FRAME_BYTES[splitter.type]!) {
        for (let i = 0; i < FRAME_BYTES[splitter.type]!; i++) {
          mustEqual('a frame of the splitter', splitter.view.getUint8(splitter.offset + i), ones.bytes[at + i]);
        }
      }
      if (splitter.status !== Status.Ok) break;
    }
    mustEqual('the splitter’s verdict', splitter.finish(), stopped);
  }

  return {
    maxBytes: MAX_BYTES,
    epoch: 64,
    seeds: [new Uint8Array(CUT_BYTES)],
    mutate: (input: Input, random: Random, other: Uint8Array) => mutator.mutate(input, random, other),
    restart(): void {
      zeros.clear(MAX_BYTES);
      ones.clear(MAX_BYTES);
    },
    run(input: Input): void {
      const { bytes, from, to } = input;
      const start = Math.min(from + CUT_BYTES, to);
      const length = to - start;
      const asked = 1 + (((bytes[from] ?? 0) >> 3) % LAST_TYPE);
      zeros.put(bytes, start, to);
      ones.put(bytes, start, to);
      const end = MARGIN + length;
      const choice = length > 0 ? bytes[from + CUT_BYTES - 1]! : 0;
      checkSplitter(input, checkFrames(end, asked, choice & 7));
      // What is thrown and caught inside takes as long as everything else together.
      if (choice >> 4 === 0) checkPastView(end, asked);
      zeros.clear(length);
      ones.clear(length);
    },
    finish: () => {},
  };
}
