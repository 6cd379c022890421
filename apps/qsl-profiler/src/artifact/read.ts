import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '@qsl/cli';
import type { Artifact, MeasuredArtifact } from './artifact.ts';
import type { Metric } from './metric.ts';

const SCHEMA = /^urn:qsl:schema:([a-z0-9-]+):(\d+)$/;
/** Beyond this a file is no artifact: the largest are some hundred KiB. */
const MAX_BYTES = 256 * 1024 * 1024;

/** An artifact that was read from a file. */
export interface NamedArtifact<Kind extends Artifact = MeasuredArtifact> {
  /** The path as the user gave it, for messages. */
  file: string;
  /** Without folders, for what is written down: an artifact names none. */
  name: string;
  artifact: Kind;
}

/** Artifacts that describe, and have no metrics to compare. */
const DESCRIPTIVE = ['calibration', 'cpu', 'environment', 'net'];

/**
 * Reads an artifact of any kind. Throws UsageError UNREADABLE for a file that cannot be read, FOREIGN for one that is no
 * artifact, OLD_ARTIFACT for one from before artifacts carried their repetitions.
 */
export function readAnyArtifact(file: string): NamedArtifact<Artifact> {
  const artifact = parse(file) as Partial<MeasuredArtifact> | null;
  const schema = typeof artifact === 'object' && artifact !== null ? artifact.schema : undefined;
  const [, kind] = SCHEMA.exec(typeof schema === 'string' ? schema : '') ?? [];
  if (artifact === null || kind === undefined || typeof artifact.provenance?.facts !== 'object') {
    throw refusal('FOREIGN', file, 'is no artifact of qsl-profiler');
  }
  const name = path.basename(file);
  if (artifact.kind === kind && DESCRIPTIVE.includes(kind)) return { file, name, artifact: artifact as Artifact };
  if (artifact.metrics === undefined || artifact.conditions === undefined) {
    throw refusal('OLD_ARTIFACT', file, `carries no repetitions (${schema})`, 'Measure again with this qsl-profiler.');
  }
  const wrong = findFault(artifact.metrics);
  if (wrong !== undefined) throw refusal('FOREIGN', file, `is damaged: ${wrong}`);
  return { file, name, artifact: artifact as MeasuredArtifact };
}

/** Reads an artifact that has metrics. Throws what readAnyArtifact does, and NO_METRICS for one that only describes. */
export function readArtifact(file: string): NamedArtifact {
  const { name, artifact } = readAnyArtifact(file);
  if (isMeasured(artifact)) return { file, name, artifact };
  const remedy = `It can be read as it is, and drawn: qsl-profiler report ${file}.`;
  throw refusal('NO_METRICS', file, `describes (${artifact.kind}) and has no metrics`, remedy);
}

export function isMeasured(artifact: Artifact): artifact is MeasuredArtifact {
  return 'metrics' in artifact;
}

function parse(file: string): unknown {
  let text: string;
  try {
    const bytes = readFileSync(file);
    if (bytes.byteLength > MAX_BYTES) throw new Error('it is too large for an artifact');
    text = bytes.toString();
  } catch (cause) {
    throw refusal('UNREADABLE', file, `cannot be read: ${(cause as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('FOREIGN', file, 'is not JSON', 'Give the .json file of an artifact, not its text.');
  }
}

function findFault(metrics: unknown): string | undefined {
  if (!Array.isArray(metrics)) return 'its metrics are no list';
  return metrics.map(faultOfMetric).find((fault) => fault !== undefined);
}

function faultOfMetric(metric: Partial<Metric> | null): string | undefined {
  if (typeof metric !== 'object' || metric === null || typeof metric.name !== 'string') return 'a metric has no name';
  const { name, value, repetitions, yardstick, better, interval } = metric;
  const numbers = (list: unknown) => Array.isArray(list) && list.every((item) => Number.isFinite(item));
  if (value !== null && !Number.isFinite(value)) return `${name} has no value`;
  if (!numbers(repetitions)) return `${name} has no repetitions`;
  if (yardstick !== null && !(numbers(yardstick) && yardstick?.length === repetitions?.length)) {
    return `${name} does not have the yardstick of each repetition`;
  }
  if (interval !== null && !numbers([interval?.low, interval?.high])) return `${name} has no interval`;
  if (better !== 'lower' && better !== 'higher' && better !== null) return `${name} does not say what is better`;
  return undefined;
}

function refusal(code: string, file: string, what: string, remedy?: string): UsageError {
  return new UsageError(`${file} ${what}`, { code, ...(remedy === undefined ? {} : { remedy }) });
}
