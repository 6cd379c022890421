/** The 0.975 quantiles of Student's t with 1, 2, … degrees of freedom. */
const T_975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/**
 * Half the width of the 95 % prediction interval for one more value like those of a sample, around their mean; it takes
 * them to be independent and normal. From two values it is wide: 95 % sure is much to ask of two values. Infinite for
 * one. Throws RangeError for an empty sample, or one above ten values, whose quantiles are not tabulated here.
 */
export function predictionReach(sample: readonly number[]): number {
  const n = sample.length;
  if (n === 0 || n > T_975.length + 1) throw new RangeError(`no prediction from ${n} values`);
  if (n === 1) return Number.POSITIVE_INFINITY;
  const mean = sample.reduce((sum, value) => sum + value, 0) / n;
  const variance = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return (T_975[n - 2] as number) * Math.sqrt(variance * (1 + 1 / n));
}
