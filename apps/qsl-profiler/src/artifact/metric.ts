import type { Interval } from '../statistics/interval.ts';
import { median, medianInterval, sortedSample } from '../statistics/order-statistics.ts';

/** What a metric is, apart from what was measured. */
export interface MetricDefinition {
  /** Stable, dotted, and the same in every artifact of its kind: `epoll.cpuTime`. */
  name: string;
  label: string;
  unit: string;
  source: string;
  /** The smallest step of a repetition, in `unit`; null for one that was calculated. */
  resolution: number | null;
  /** Which way is good. null: it tells of the machine as much as of the program, and is never judged. */
  better: 'lower' | 'higher' | null;
  /** Its rank where artifacts are compared: most of the error that a comparison may make goes to what is primary. */
  rank: 'primary' | 'secondary';
}

/** A figure by which artifacts are compared and checked, with the repetitions that it rests on. */
export interface Metric extends MetricDefinition {
  /** The median of the repetitions; null without any. */
  value: number | null;
  interval: Interval | null;
  /** In the order they were made. */
  repetitions: number[];
  /**
   * The same figure of the yardstick, measured in turn with each repetition: a fixed piece of work that slows down when
   * the machine does. null where there is none, or the machine did not tell.
   */
  yardstick: number[] | null;
  /** Every repetition had processes of its own; otherwise a process that happens to be slow is slow in all of them. */
  freshProcesses: boolean;
}

export interface Repeated {
  repetitions: readonly (number | null)[];
  yardstick?: readonly (number | null)[];
  freshProcesses: boolean;
}

/** Puts repetitions into the form of a metric. One that is unknown anywhere is unknown. */
export function describeMetric(
  definition: MetricDefinition,
  { repetitions, yardstick, freshProcesses }: Repeated,
): Metric {
  const known = allKnown(repetitions) ?? [];
  const ascending = sortedSample(known);
  return {
    ...definition,
    value: known.length === 0 ? null : median(ascending),
    interval: medianInterval(ascending) ?? null,
    repetitions: known,
    yardstick: known.length === 0 || yardstick === undefined ? null : allKnown(yardstick),
    freshProcesses,
  };
}

/** A figure that was counted or estimated once, with the interval that its own method gives. */
export function countedMetric(
  definition: MetricDefinition,
  { value, interval }: { value: number | null; interval: Interval | null },
): Metric {
  return { ...definition, value, interval, repetitions: [], yardstick: null, freshProcesses: true };
}

function allKnown(values: readonly (number | null)[]): number[] | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? known : null;
}
