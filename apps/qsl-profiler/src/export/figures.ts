import { UsageError } from '@qsl/cli';
import type { Artifact } from '../artifact/artifact.ts';
import type { Metric } from '../artifact/metric.ts';
import type { Quantity } from '../artifact/quantity.ts';
import { isMeasured } from '../artifact/read.ts';
import type { Rate } from '../calibration/draw.ts';

/**
 * What a table of an artifact has as its rows: its metrics; of one that only describes, every quantity in it, by its place
 * in the JSON. Throws UsageError NO_METRICS for one without any number.
 */
export function figuresOf(artifact: Artifact): Metric[] {
  if (isMeasured(artifact)) return artifact.metrics;
  // The repetitions that a calibration draws from are its raw data, not its result.
  const { pool: _, ...rest } = artifact as Artifact & { pool?: unknown };
  const found = quantitiesIn(rest, '');
  if (found.length > 0) return found;
  throw new UsageError(`an artifact of kind ${artifact.kind} has no numbers to put into a table`, {
    code: 'NO_METRICS',
    remedy: 'Export it as text or json.',
  });
}

function quantitiesIn(value: unknown, path: string): Metric[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isQuantity(value)) return [asMetric(path, value)];
  if (isRate(value)) return [asMetric(path, rateAsQuantity(value))];
  return Object.entries(value).flatMap(([key, inner]) => quantitiesIn(inner, path === '' ? key : `${path}.${key}`));
}

function isQuantity(value: object): value is Quantity {
  return 'value' in value && 'unit' in value && 'source' in value && 'resolution' in value;
}

function isRate(value: object): value is Rate {
  return 'count' in value && 'of' in value && 'share' in value;
}

function rateAsQuantity({ share, of, interval }: Rate): Quantity {
  const drawn = { unit: 'share of comparisons', source: `${of} comparisons drawn from pool[] by the seed` };
  return { ...drawn, value: share, resolution: 1 / of, interval: { ...interval, level: 0.95, method: 'Wilson' } };
}

function asMetric(name: string, { value, unit, source, resolution, interval = null }: Quantity): Metric {
  return {
    ...{ name, label: name, unit, source, resolution, value, interval },
    ...{ better: null, rank: 'secondary', repetitions: [], yardstick: null, freshProcesses: false },
  };
}
