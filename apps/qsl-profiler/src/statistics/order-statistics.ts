import { type Interval, LEVEL } from './interval.ts';

/** Ascending, as the functions below expect it. A new array; the sample stays as it was. */
export function sortedSample(sample: ArrayLike<number>): Float64Array {
  return Float64Array.from(sample).sort();
}

/** The q-quantile (0 to 1) of an ascending, non-empty sample: its ceil(q·n)-th smallest value, which did occur. */
export function quantile(ascending: Float64Array, q: number): number {
  const rank = Math.max(1, Math.ceil(q * ascending.length));
  const value = ascending[rank - 1];
  if (value === undefined) throw new RangeError(`no ${q} quantile of ${ascending.length} values`);
  return value;
}

/** The middle of an ascending, non-empty sample, or the mean of the two in the middle. */
export function median(ascending: Float64Array): number {
  const half = ascending.length / 2;
  const upper = ascending[Math.floor(half)];
  const lower = ascending[Math.ceil(half) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('no median of nothing');
  return (lower + upper) / 2;
}

/**
 * An interval for the median between two values of the sample, exact for any continuous distribution (David and
 * Nagaraja, Order Statistics, 7.1): the number of values below the true median is binomial(n, ½). It assumes
 * independent draws, which consecutive round trips are only roughly. undefined if the sample is too small: below 6
 * values at 95 %.
 */
export function medianInterval(ascending: Float64Array, level: number = LEVEL): Interval | undefined {
  const rank = lowerRank(ascending.length, (1 - level) / 2);
  const low = ascending[rank - 1];
  const high = ascending[ascending.length - rank];
  if (low === undefined || high === undefined) return undefined;
  return { low, high, level, method: 'order statistics of the median' };
}

/** The largest rank r with P(binomial(n, ½) < r) at most `tail`; 0 if there is none. */
function lowerRank(n: number, tail: number): number {
  let logTerm = n * Math.log(0.5);
  let cumulative = 0;
  for (let k = 0; k < n; k++) {
    cumulative += Math.exp(logTerm);
    if (cumulative > tail) return k;
    logTerm += Math.log((n - k) / (k + 1));
  }
  return 0;
}

/**
 * The ratio of two medians, numerator to denominator. Its interval divides the ends of two intervals of 97.5 % each, so
 * it covers at least 95 % (Bonferroni) whatever the distributions; undefined where a sample is too small.
 */
export function medianRatio(
  numerator: Float64Array,
  denominator: Float64Array,
): { ratio: number; interval: Interval | undefined } {
  const ratio = median(numerator) / median(denominator);
  const above = medianInterval(numerator, (1 + LEVEL) / 2);
  const below = medianInterval(denominator, (1 + LEVEL) / 2);
  if (above === undefined || below === undefined) return { ratio, interval: undefined };
  const method = 'two order-statistic intervals of 97.5 %, divided';
  return { ratio, interval: { low: above.low / below.high, high: above.high / below.low, level: LEVEL, method } };
}

/** Shares at which a spectrum is read, each tenth of what is left closer to the end. */
const SPECTRUM_SHARES = [0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 1];

/** Quantiles of an ascending, non-empty sample from its least value to its most, as far as its size tells them apart. */
export function spectrum(ascending: Float64Array): { share: number; value: number }[] {
  const told = SPECTRUM_SHARES.filter((share) => share === 1 || (1 - share) * ascending.length >= 1);
  return told.map((share) => ({ share, value: quantile(ascending, share) }));
}
