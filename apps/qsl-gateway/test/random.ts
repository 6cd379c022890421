/** Random numbers that a seed repeats: mulberry32, of which the upper bits will do. */
export type Random = (below: number) => number;

/** A generator of whole numbers from 0 to `below` − 1. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** `count` offsets within a stream of `length` bytes, rising. */
export function randomCuts(random: Random, length: number, count: number): number[] {
  return Array.from({ length: count }, () => random(length)).sort((a, b) => a - b);
}
