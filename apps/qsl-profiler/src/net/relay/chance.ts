/**
 * Numbers from 0 to 1 that a seed repeats: xorshift32 (Marsaglia, Xorshift RNGs, 2003), triple 13, 17, 5. Good enough to
 * drop packets by; the seed is mixed first, so that neighbouring seeds begin differently.
 */
export function chance(seed: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
