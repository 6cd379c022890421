import type { MeasuredArtifact } from '../artifact/artifact.ts';
import { formatAmount } from '../artifact/format.ts';
import type { Metric } from '../artifact/metric.ts';
import type { NamedArtifact } from '../artifact/read.ts';
import type { Warning } from '../artifact/warning.ts';
import { relativeTo } from '../compare/side.ts';
import { median, medianInterval, sortedSample } from '../statistics/order-statistics.ts';
import type { Threshold } from './thresholds.ts';

/** One limit, held against one figure. */
export interface Finding {
  /** Of the artifact, as the user gave it; for a limit that nothing matched, of all artifacts. */
  file: string;
  /** What was limited: the metric's name, the field's path, the warning's code. */
  subject: string;
  kept: boolean;
  /** The figure and its limit in words. */
  text: string;
  why: string | null;
}

/** Holds artifacts against thresholds. A threshold that finds nothing to limit is broken: it would never fail. */
export function checkArtifacts(artifacts: readonly NamedArtifact[], thresholds: readonly Threshold[]): Finding[] {
  return thresholds.flatMap((threshold) => {
    const wanted = artifacts.filter(({ artifact }) => threshold.kind === undefined || artifact.kind === threshold.kind);
    const findings = wanted.flatMap((named) => holdAgainst(named, threshold));
    return findings.length > 0 ? findings : [nothingFound(artifacts, threshold)];
  });
}

function holdAgainst({ file, artifact }: NamedArtifact, threshold: Threshold): Finding[] {
  const { metric, field, warning, why = null } = threshold;
  if (warning !== undefined) {
    const found = warningsOf(artifact).find(({ code }) => code === warning);
    return [{ file, subject: warning, kept: found === undefined, text: found?.text ?? 'not warned of', why }];
  }
  if (field !== undefined) {
    const value = numberAt(artifact, field);
    return value === undefined ? [] : [{ file, subject: field, why, ...judgeNumber(value, threshold, '') }];
  }
  return artifact.metrics
    .filter(({ name }) => matches(name, metric as string))
    .map((found) => ({ file, subject: found.name, why, ...judgeMetric(found, threshold) }));
}

function judgeMetric(metric: Metric, threshold: Threshold): Pick<Finding, 'kept' | 'text'> {
  const { unit, byYardstick = false, surely = false } = threshold;
  if (unit !== undefined && unit !== metric.unit) {
    return { kept: false, text: `the limit is in ${unit}, the metric in ${metric.unit}` };
  }
  const { value, interval } = byYardstick ? byItsYardstick(metric) : metric;
  if (value === null) return { kept: false, text: `it was not measured${byYardstick ? ' by the yardstick' : ''}` };
  if (!surely) return judgeNumber(value, threshold, byYardstick ? '' : metric.unit);
  if (interval === null) return { kept: false, text: 'there is no interval, and the limit is to be broken surely' };
  // Within the limit is what some value of the interval may be.
  const nearest = Math.min(Math.max(value, threshold.min ?? -Infinity), threshold.max ?? Infinity);
  const closest = Math.min(Math.max(nearest, interval.low), interval.high);
  return judgeNumber(closest, threshold, byYardstick ? '' : metric.unit);
}

function byItsYardstick(metric: Metric): Pick<Metric, 'value' | 'interval'> {
  const relative = relativeTo(metric);
  if (relative === null || relative.length === 0) return { value: null, interval: null };
  const ascending = sortedSample(relative);
  return { value: median(ascending), interval: medianInterval(ascending) ?? null };
}

function judgeNumber(value: number, { min, max }: Threshold, unit: string): Pick<Finding, 'kept' | 'text'> {
  const show = (number: number) => formatAmount(number, unit);
  const limits = [min === undefined ? '' : `at least ${show(min)}`, max === undefined ? '' : `at most ${show(max)}`];
  const kept = value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
  return { kept, text: `${show(value)}, has to be ${limits.filter((limit) => limit !== '').join(' and ')}` };
}

function nothingFound(artifacts: readonly NamedArtifact[], threshold: Threshold): Finding {
  const { metric, field, warning, kind, why = null } = threshold;
  return {
    file: artifacts.map(({ file }) => file).join(', '),
    subject: metric ?? field ?? warning ?? '',
    kept: false,
    text: kind === undefined ? 'no artifact has it' : `no artifact of kind ${kind} has it`,
    why,
  };
}

function matches(name: string, pattern: string): boolean {
  const [names, patterns] = [name.split('.'), pattern.split('.')];
  return names.length === patterns.length && patterns.every((part, i) => part === '*' || part === names[i]);
}

/** The number at a path such as `cells.rows.0.wall`, or the value of the quantity there. */
function numberAt(artifact: MeasuredArtifact, path: string): number | undefined {
  let here: unknown = artifact;
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  if (typeof here === 'object' && here !== null && 'value' in here) here = here.value;
  return typeof here === 'number' ? here : undefined;
}

/** All warnings of an artifact, wherever an experiment keeps them. */
export function warningsOf(artifact: unknown): Warning[] {
  return labelledWarningsOf(artifact).map(({ of: _, ...warning }) => warning);
}

/** The same, each with the part of the artifact that it is of, such as a transport; '' for all of it. */
export function labelledWarningsOf(artifact: unknown, of = ''): (Warning & { of: string })[] {
  if (typeof artifact !== 'object' || artifact === null) return [];
  return Object.entries(artifact).flatMap(([key, value]) =>
    key === 'warnings' && Array.isArray(value)
      ? (value as Warning[]).map((warning) => ({ ...warning, of }))
      : labelledWarningsOf(value, key),
  );
}
