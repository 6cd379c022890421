/** Where the true median lies: an interval made like this one covers it in `level` of all repetitions. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** The fewest runs whose range covers the median nine times out of ten; it does so in 0.9375 of all repetitions. */
export const LEAST_RUNS = 5;
/** Coverage that is asked for: with fewer runs there is nothing to decide upon. */
export const WANTED_LEVEL = 0.93;

/** The middle value, or the mean of the two in the middle. Throws RangeError for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no median of nothing');
  const ascending = values.toSorted((a, b) => a - b);
  const half = ascending.length / 2;
  return (ascending[Math.ceil(half) - 1]! + ascending[Math.floor(half)]!) / 2;
}

/**
 * An interval for the median between two values of the sample, exact for any continuous distribution: the number of
 * values below the true median is binomial(n, ½) (David and Nagaraja, Order Statistics, 7.1). As narrow as the wanted
 * level allows; with few runs it is their whole range, and the level says how little that covers.
 */
export function medianInterval(values: readonly number[]): Interval {
  const n = values.length;
  if (n === 0) throw new RangeError('no interval for nothing');
  const ascending = values.toSorted((a, b) => a - b);
  let rank = 1;
  while (coverage(n, rank + 1) >= WANTED_LEVEL) rank++;
  return { low: ascending[rank - 1]!, high: ascending[n - rank]!, level: coverage(n, rank) };
}

/** How often the interval from the rank-th smallest to the rank-th largest of n values covers the median. */
function coverage(n: number, rank: number): number {
  if (2 * rank > n + 1) return 0;
  let term = 0.5 ** n;
  let outside = 0;
  for (let k = 0; k < rank; k++) {
    outside += term;
    term *= (n - k) / (k + 1);
  }
  return 1 - 2 * outside;
}
