/** Two samples of a location each; `later` against `earlier`. */
export interface TwoSamples {
  earlier: readonly number[];
  later: readonly number[];
}

/** Beyond this many pairs the normal approximation of the distribution is as good as the exact one. */
const EXACT_PAIRS = 2500;

/**
 * The probability that chance alone gives a Mann-Whitney count of at most `most` (how many of the n·m pairs have the
 * later value above the earlier): exact up to 2,500 pairs, a normal approximation beyond.
 */
export function rankSumTail(n: number, m: number, most: number): number {
  if (most < 0) return 0;
  if (n * m > EXACT_PAIRS) return normalTail((most + 0.5 - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12));
  const probabilities = exactDistribution(n, m);
  let sum = 0;
  for (let count = 0; count <= Math.min(most, n * m); count++) sum += probabilities[count] as number;
  return Math.min(1, sum);
}

const distributions = new Map<string, Float64Array>();

/**
 * P(U = u) for u from 0 to n·m, by Mann and Whitney's recursion (1947) on which sample the largest value is from:
 * p(n, m, u) = n/(n+m) · p(n-1, m, u-m) + m/(n+m) · p(n, m-1, u).
 */
function exactDistribution(n: number, m: number): Float64Array {
  const key = `${n} ${m}`;
  const known = distributions.get(key);
  if (known !== undefined) return known;
  let row = Array.from({ length: m + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= n; i++) {
    const next = [Float64Array.of(1)];
    for (let j = 1; j <= m; j++) {
      const [fromFirst, fromSecond] = [row[j] as Float64Array, next[j - 1] as Float64Array];
      next.push(
        Float64Array.from({ length: i * j + 1 }, (_, u) => {
          return ((fromFirst[u - j] ?? 0) * i + (fromSecond[u] ?? 0) * j) / (i + j);
        }),
      );
    }
    row = next;
  }
  const distribution = row[m] as Float64Array;
  distributions.set(key, distribution);
  return distribution;
}

/** P(Z ≤ z): Abramowitz and Stegun 26.2.17, good to 7.5e-8. */
function normalTail(z: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
  const upper = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z > 0 ? 1 - upper : upper;
}

/**
 * The two-sided probability of samples as far apart as these, or further, if the later were at most `margin` away from
 * the earlier, either way (Mann-Whitney; equal values count against a difference).
 */
export function rankSumProbability({ earlier, later }: TwoSamples, margin: number): number {
  const [n, m] = [later.length, earlier.length];
  const above = countPairs(later, earlier, (a, b) => a - margin > b);
  const below = countPairs(later, earlier, (a, b) => a + margin < b);
  return Math.min(1, 2 * Math.min(rankSumTail(n, m, n * m - above), rankSumTail(n, m, n * m - below)));
}

function countPairs(later: readonly number[], earlier: readonly number[], is: (a: number, b: number) => boolean) {
  return later.reduce((sum, a) => sum + earlier.reduce((count, b) => count + (is(a, b) ? 1 : 0), 0), 0);
}

/**
 * By how much the later values exceed the earlier: the median of all pairs' differences (Hodges and Lehmann 1963), with
 * the interval of differences that a rank-sum test at `1 - level` would not reject. undefined: too few values for one.
 */
export function shiftBetween(
  { earlier, later }: TwoSamples,
  level: number,
): { shift: number; interval: { low: number; high: number } | undefined } {
  const differences = Float64Array.from(later.flatMap((a) => earlier.map((b) => a - b))).sort();
  const pairs = differences.length;
  const half = pairs / 2;
  const shift = ((differences[Math.floor(half)] as number) + (differences[Math.ceil(half) - 1] as number)) / 2;
  const rank = outerRank(later.length, earlier.length, (1 - level) / 2);
  const low = differences[rank - 1];
  const high = differences[pairs - rank];
  return { shift, interval: low === undefined || high === undefined ? undefined : { low, high } };
}

/** The largest rank r with P(U ≤ r - 1) at most `tail`; 0 if there is none. */
function outerRank(n: number, m: number, tail: number): number {
  let rank = 0;
  while (rank < (n * m) / 2 && rankSumTail(n, m, rank) <= tail) rank++;
  return rank;
}

/** Whether samples of these sizes can ever be shown to differ at `level`: the least probability there is, both sides. */
export function canDiffer(n: number, m: number, level: number): boolean {
  return n > 0 && m > 0 && rankSumTail(n, m, 0) <= (1 - level) / 2;
}
