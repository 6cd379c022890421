import { type Interval, LEVEL } from './interval.ts';

/** The 0.975 quantiles of Student's t with 1, 2, … 29 degrees of freedom. */
const T_975 = [
  ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131],
  ...[2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045],
];
/** The most pairs there are quantiles for. */
export const MAX_PAIRS = T_975.length + 1;

export interface PairedRatio {
  /** The geometric mean of the pairs' ratios. */
  ratio: number;
  /** undefined for a single pair. */
  interval: Interval | undefined;
}

/**
 * How many times the denominator the numerator is, from pairs that were measured next to each other: what drifts from
 * pair to pair cancels. The interval is Student's on the logarithms of the ratios, which it takes to be independent and
 * normal. All values must be above 0. Throws RangeError for lists of different length, or of none or above 30 pairs.
 */
export function pairedRatio(numerators: readonly number[], denominators: readonly number[]): PairedRatio {
  const n = numerators.length;
  if (n === 0 || n > MAX_PAIRS || denominators.length !== n) {
    throw new RangeError(`no ratio of ${n} values to ${denominators.length}`);
  }
  const logs = numerators.map((value, i) => Math.log(value / (denominators[i] as number)));
  const mean = logs.reduce((sum, log) => sum + log, 0) / n;
  const ratio = Math.exp(mean);
  const quantile = T_975[n - 2];
  if (quantile === undefined) return { ratio, interval: undefined };
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (n - 1);
  const reach = quantile * Math.sqrt(variance / n);
  const method = "Student's t on the logarithms of the ratios of paired trials";
  return { ratio, interval: { low: Math.exp(mean - reach), high: Math.exp(mean + reach), level: LEVEL, method } };
}
