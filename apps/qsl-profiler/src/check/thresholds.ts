import { readFileSync } from 'node:fs';
import { UsageError } from '@qsl/cli';
import { WARNING_CODES, type WarningCode } from '../artifact/warning.ts';

export const SCHEMA = 'urn:qsl:schema:thresholds:1';

/** A limit on a figure. Exactly one of `metric`, `field` and `warning` says what of. */
export interface Threshold {
  /** A metric's name; `*` stands for anything between two dots: `*.cpuTime`. */
  metric?: string;
  /** The path of a number in the JSON: `transports.epoll.untraced.threads.started.value`. */
  field?: string;
  /** A warning that must not be there. */
  warning?: WarningCode;
  /** Only in artifacts of this kind. */
  kind?: string;
  min?: number;
  max?: number;
  /** The unit of the limits, which then has to be that of the metric. */
  unit?: string;
  /** Of the metric's ratio to the yardstick. */
  byYardstick?: boolean;
  /** Broken only when the whole interval lies beyond the limit, not already when the value does. */
  surely?: boolean;
  /** What a reader of the failure should know. */
  why?: string;
}

const KEYS = {
  metric: 'string',
  field: 'string',
  warning: 'string',
  kind: 'string',
  unit: 'string',
  why: 'string',
} as const;
const NUMBERS = ['min', 'max'];
const FLAGS = ['byYardstick', 'surely'];

/** Reads a file of thresholds; docs/schemas/thresholds.v1.schema.json describes it. Throws UsageError BAD_THRESHOLDS. */
export function readThresholds(file: string): Threshold[] {
  let content: { schema?: unknown; thresholds?: unknown } | null;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw refusal(file, (cause as Error).message);
  }
  if (content?.schema !== SCHEMA) throw refusal(file, `its "schema" is not "${SCHEMA}"`);
  const { thresholds } = content;
  if (!Array.isArray(thresholds) || thresholds.length === 0)
    throw refusal(file, 'its "thresholds" are no list, or empty');
  for (const [i, threshold] of thresholds.entries()) {
    const fault = faultOf(threshold);
    if (fault !== undefined) throw refusal(file, `threshold ${i + 1} ${fault}`);
  }
  return thresholds as Threshold[];
}

function faultOf(threshold: unknown): string | undefined {
  if (typeof threshold !== 'object' || threshold === null) return 'is no object';
  for (const [key, value] of Object.entries(threshold)) {
    if (key in KEYS && typeof value === 'string' && value !== '') continue;
    if (NUMBERS.includes(key) && Number.isFinite(value)) continue;
    if (FLAGS.includes(key) && typeof value === 'boolean') continue;
    return `has a "${key}" that is not known or not as it must be`;
  }
  const { metric, field, warning, min, max, byYardstick, surely, unit } = threshold as Threshold;
  if ([metric, field, warning].filter((what) => what !== undefined).length !== 1) {
    return 'names not exactly one of "metric", "field" and "warning"';
  }
  if (warning !== undefined) return WARNING_CODES.includes(warning) ? undefined : `names no warning: ${warning}`;
  if (min === undefined && max === undefined) return 'has neither "min" nor "max"';
  if (min !== undefined && max !== undefined && min > max) return 'has a "min" above its "max"';
  if (field !== undefined && (byYardstick || surely || unit !== undefined)) {
    return 'is of a field, for which "byYardstick", "surely" and "unit" mean nothing';
  }
  return undefined;
}

function refusal(file: string, why: string): UsageError {
  const remedy = 'The format: docs/comparing.md, "Limits for CI".';
  return new UsageError(`--thresholds: ${file} cannot be used: ${why}`, { code: 'BAD_THRESHOLDS', remedy });
}
