import { quantile, sortedSample } from './order-statistics.ts';

/** What a series of repetitions, in the order they were made, says about the conditions they were made under. */
export interface Steadiness {
  /** How many lie beyond Tukey's outer fences: three interquartile ranges outside the quartiles. */
  outliers: number;
  /** Kendall's tau with time, -1 to 1. */
  trend: number;
  /** The trend is more than chance gives at 99 %. */
  drifts: boolean;
}

const OUTER_FENCE = 3;
/** Below this many a trend is hardly ever more than chance. */
const LEAST_FOR_TREND = 6;
/** The 0.995 quantile of the standard normal distribution. */
const Z_995 = 2.576;

/** Judges a series: outliers by its quartiles, drift by Mann and Kendall's test on the order of its values. */
export function judgeSteadiness(series: readonly number[]): Steadiness {
  const n = series.length;
  const concordance = concordantLessDiscordant(series);
  const deviation = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  return {
    outliers: countOutliers(series),
    trend: n < 2 ? 0 : concordance / ((n * (n - 1)) / 2),
    drifts: n >= LEAST_FOR_TREND && Math.abs(concordance) - 1 > Z_995 * deviation,
  };
}

function countOutliers(series: readonly number[]): number {
  if (series.length < 4) return 0;
  const ascending = sortedSample(series);
  const [lower, upper] = [quantile(ascending, 0.25), quantile(ascending, 0.75)];
  const reach = OUTER_FENCE * (upper - lower);
  return series.filter((value) => value < lower - reach || value > upper + reach).length;
}

function concordantLessDiscordant(series: readonly number[]): number {
  let sum = 0;
  for (const [i, earlier] of series.entries()) {
    for (const later of series.slice(i + 1)) sum += Math.sign(later - earlier);
  }
  return sum;
}

/**
 * After how many values of a series its beginning no longer differs from the rest (MSER, White 1997): the cut, in the
 * first half, that leaves the mean of what remains with the least standard error. A cut at the very half means that the
 * series had not come to rest by then: undefined.
 */
export function warmUpLength(series: readonly number[]): number | undefined {
  const half = Math.floor(series.length / 2);
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let cut = 0; cut <= half; cut++) {
    const rest = series.slice(cut);
    const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length;
    const error = rest.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rest.length ** 2;
    if (error < least) [best, least] = [cut, error];
  }
  return best === half && half > 0 ? undefined : best;
}
