import type { Random } from '../random.ts';
import type { Input } from '../target.ts';

/** Values at which code that handles bytes tends to change its mind. */
const EDGES = Uint8Array.of(0, 1, 2, 9, 10, 16, 27, 43, 64, 127, 128, 255);

/** Opens a gap of `count` bytes at `at`; returns false, with nothing done, where there is no room for it. */
export function openGap(input: Input, maxBytes: number, at: number, count: number): boolean {
  if (input.to + count - input.from > maxBytes) return false;
  input.bytes.copyWithin(at + count, at, input.to);
  input.to += count;
  return true;
}

export function removeBytes(input: Input, at: number, count: number): void {
  const from = Math.min(at + count, input.to);
  input.bytes.copyWithin(at, from, input.to);
  input.to -= from - at;
}

/** Copies the bytes [from, to) of `source` to `at`. */
export function copyInto(input: Input, at: number, source: Uint8Array, from: number, to: number): void {
  input.bytes.set(source.subarray(from, to), at);
}

/** One change of the kind that knows no format, somewhere in [from, to). */
export function mutateBytes(input: Input, maxBytes: number, random: Random, from: number): void {
  const length = input.to - from;
  if (length <= 0) {
    if (openGap(input, maxBytes, from, 1)) input.bytes[from] = random.next();
    return;
  }
  const at = from + random.below(length);
  switch (random.below(7)) {
    case 0:
      input.bytes[at]! ^= 1 << random.below(8);
      break;
    case 1:
      input.bytes[at] = random.next();
      break;
    case 2:
      input.bytes[at] = EDGES[random.below(EDGES.length)]!;
      break;
    case 3:
      if (openGap(input, maxBytes, at, 1)) input.bytes[at] = random.next();
      break;
    case 4:
      removeBytes(input, at, 1 + random.below(4));
      break;
    case 5:
      removeBytes(input, at, 1 + random.below(64));
      break;
    default:
      input.to = at; // the end is missing
  }
}
