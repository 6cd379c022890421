/** A hypothesis among several that are tested together. */
export interface Tested {
  probability: number;
  /** Its part of the error that all may make together; above 0. */
  weight: number;
}

/**
 * The level at which each of several tests has to be judged so that the probability that any of them errs is at most
 * `alpha` (Holm 1979, weighted): the one with the least probability for its weight gets its part of alpha, the next its
 * part of what the rest may share, and so on until one does not pass. An interval of this level leaves the null
 * hypothesis out exactly when Holm's procedure rejects it. In the order of `tests`.
 */
export function holmLevels(tests: readonly Tested[], alpha: number): number[] {
  const order = tests.map((test, index) => ({ ...test, index }));
  order.sort((a, b) => a.probability / a.weight - b.probability / b.weight);
  const levels = new Array<number>(tests.length);
  let remaining = tests.reduce((sum, { weight }) => sum + weight, 0);
  let passing = true;
  for (const { probability, weight, index } of order) {
    const share = (alpha * weight) / remaining;
    levels[index] = 1 - share;
    passing &&= probability <= share;
    if (passing) remaining -= weight;
  }
  return levels;
}
