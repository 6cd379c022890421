/** The 0.975 quantile of the standard normal distribution: leaves 2.5 % on either side. */
const Z = 1.959963984540054;

/**
 * The 95 % score interval of a proportion (Wilson 1927), for `successes` out of `trials`. Unlike the textbook's
 * p ± 1.96·σ it stays within [0, 1] and is honest with few trials. `successes` may be fractional; no trials: [0, 1].
 */
export function wilsonInterval(successes: number, trials: number): { low: number; high: number } {
  if (!(trials >= 0 && successes >= 0 && successes <= trials)) {
    throw new RangeError(`${successes} successes of ${trials} trials are no proportion`);
  }
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const shrink = 1 + Z ** 2 / trials;
  const centre = (share + Z ** 2 / (2 * trials)) / shrink;
  const reach = (Z / shrink) * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  // At 0 and at `trials` the bound is the end itself; computed, it misses by a rounding error.
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - reach),
    high: successes === trials ? 1 : Math.min(1, centre + reach),
  };
}
