/** The first bytes of an input that is a stream say how it is cut: the rest is the stream. */
import type { Input } from '../target.ts';

export const CUT_BYTES = 8;
const BYTE_BY_BYTE = 0xff;

/**
 * Writes where the pieces of an input's stream end, and returns how many there are, one at least. The lower three
 * bits of the first byte are the number of cuts, the bytes behind it the lengths of the pieces, less 1; a first byte of
 * ones cuts at every byte.
 */
export function cutStream({ bytes, from, to }: Input, ends: Int32Array): number {
  const plan = to > from ? bytes[from]! : 0;
  const cuts = plan & 7;
  let end = Math.min(from + CUT_BYTES, to);
  let count = 0;
  if (plan === BYTE_BY_BYTE) while (end < to - 1) ends[count++] = ++end;
  else {
    for (let cut = 1; cut <= cuts; cut++) {
      end += 1 + (bytes[from + cut]! & 63);
      if (end >= to) break;
      ends[count++] = end;
    }
  }
  ends[count++] = to;
  return count;
}
