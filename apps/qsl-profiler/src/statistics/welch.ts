import type { TwoSamples } from './rank-sum.ts';
import { studentQuantile, studentTail } from './student.ts';

/** Fewer values on a side than this say too little of how they vary. */
export const LEAST_FOR_WELCH = 3;

interface Difference {
  mean: number;
  error: number;
  freedom: number;
}

/**
 * The two-sided probability of means as far apart as these, or further, if the later were at most `margin` away from the
 * earlier, either way (Welch 1947). For samples too small to be ranked; takes them to be roughly normal.
 */
export function welchProbability(samples: TwoSamples, margin: number): number {
  const { mean, error, freedom } = differ(samples);
  const beyond = Math.abs(mean) - margin;
  return beyond <= 0 ? 1 : studentTail(beyond / error, freedom);
}

/** By how much the later mean exceeds the earlier, with its interval. */
export function welchInterval(
  samples: TwoSamples,
  level: number,
): { shift: number; interval: { low: number; high: number } } {
  const { mean, error, freedom } = differ(samples);
  const reach = error === 0 ? 0 : studentQuantile(level, freedom) * error;
  return { shift: mean, interval: { low: mean - reach, high: mean + reach } };
}

function differ({ earlier, later }: TwoSamples): Difference {
  const [a, b] = [describe(earlier), describe(later)];
  const [one, other] = [a.variance / earlier.length, b.variance / later.length];
  const freedom = (one + other) ** 2 / (one ** 2 / (earlier.length - 1) + other ** 2 / (later.length - 1));
  return {
    mean: b.mean - a.mean,
    error: Math.sqrt(one + other),
    freedom: Number.isFinite(freedom) ? freedom : earlier.length + later.length - 2,
  };
}

function describe(sample: readonly number[]): { mean: number; variance: number } {
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  return { mean, variance: sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (sample.length - 1) };
}
