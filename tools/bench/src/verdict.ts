import { type Interval, median, medianInterval, WANTED_LEVEL } from './statistics.ts';

/** What is asked of a figure. */
export interface Target {
  readonly bound: 'at most' | 'at least';
  readonly value: number;
}

/** A figure with what is known of its accuracy. */
export interface Figure {
  readonly value: number;
  /** Absent for what does not vary: a size. */
  readonly interval?: Interval;
}

export type Verdict = 'holds' | 'misses' | 'too noisy to say' | 'unavailable' | '';

/** An interval wider than this share of its figure, with the target inside, decides nothing. */
export const WIDEST = 0.2;

/** The ratios of runs that were made next to each other: what drifts from pair to pair cancels. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Figure {
  const ratios = ours.map((value, run) => value / theirs[run]!);
  return { value: median(ratios), interval: medianInterval(ratios) };
}

/** The median of runs. */
export function figureOf(values: readonly number[]): Figure {
  return { value: median(values), interval: medianInterval(values) };
}

/** Whether an interval is too wide to be decided upon. */
export function isWide({ value, interval }: Figure): boolean {
  return interval !== undefined && interval.high - interval.low > WIDEST * Math.abs(value);
}

/**
 * The interval decides where it lies on one side of the target; else the figure does, if the interval is narrow. An
 * interval of too few runs decides nothing. Without a target there is no verdict.
 */
export function judge(figure: Figure, target: Target | undefined): Verdict {
  if (target === undefined) return '';
  const meets = (value: number) => (target.bound === 'at most' ? value <= target.value : value >= target.value);
  const { value, interval } = figure;
  if (interval !== undefined && interval.level < WANTED_LEVEL) return 'too noisy to say';
  if (interval !== undefined && meets(interval.low) !== meets(interval.high) && isWide(figure))
    return 'too noisy to say';
  if (interval !== undefined && meets(interval.low) === meets(interval.high))
    return meets(interval.low) ? 'holds' : 'misses';
  return meets(value) ? 'holds' : 'misses';
}
