import { UsageError } from '@qsl/cli';
import type { Artifact, MeasuredArtifact } from '../artifact/artifact.ts';
import type { Metric } from '../artifact/metric.ts';
import type { NamedArtifact } from '../artifact/read.ts';
import type { Interval } from '../statistics/interval.ts';
import { median, sortedSample } from '../statistics/order-statistics.ts';

/** One side of a comparison: one or more artifacts of the same programs under the same load. */
export interface Side {
  files: string[];
  kind: string;
  facts: Artifact['provenance']['facts'];
  conditions: MeasuredArtifact['conditions'];
  dirty: boolean;
  metrics: Map<string, PooledMetric>;
}

/** A metric with the repetitions of all files of a side. */
export interface PooledMetric extends Omit<Metric, 'interval' | 'repetitions' | 'yardstick'> {
  /** Of what was counted once a file it covers the intervals of all files. */
  interval: Pick<Interval, 'low' | 'high'> | null;
  /** As measured. */
  absolute: number[];
  /** Divided by the yardstick; null where there is none. */
  relative: number[] | null;
  /** The median of each file, likewise, or what was counted in it. */
  perFile: { absolute: number[]; relative: number[] | null };
}

/** What has to be the same in all files of a side: the machine, the load, and the programs. */
const PROGRAMS = [
  'gatewaySha256',
  'clientSha256',
  'feedSha256',
  'sourcesSha256',
  'hardware',
  'cpuModel',
  'cores',
] as const;

/** Puts the artifacts of a side together. Throws UsageError MIXED_SIDE if they are not alike. */
export function poolSide(artifacts: readonly NamedArtifact[]): Side {
  const [first, ...others] = artifacts as [NamedArtifact, ...NamedArtifact[]];
  for (const other of others) assertAlike(first, other);
  const { kind, provenance, conditions } = first.artifact;
  const names = new Set(artifacts.flatMap(({ artifact }) => artifact.metrics.map(({ name }) => name)));
  const all = artifacts.map(({ artifact }) => artifact);
  return {
    files: artifacts.map(({ name }) => name),
    ...{ kind, conditions, facts: provenance.facts },
    dirty: all.some((artifact) => artifact.provenance.facts.dirtyInputs === 'yes'),
    metrics: new Map(Array.from(names, (name) => [name, poolMetric(all, name)])),
  };
}

function assertAlike(one: NamedArtifact, other: NamedArtifact): void {
  const describe = ({ artifact: { kind, conditions, provenance } }: NamedArtifact) =>
    JSON.stringify([
      kind,
      Object.entries(conditions).sort(),
      PROGRAMS.map((fact) => (provenance.facts as Record<string, string>)[fact]),
    ]);
  if (describe(one) === describe(other)) return;
  throw new UsageError(`${one.file} and ${other.file} are not of the same programs, machine and load`, {
    code: 'MIXED_SIDE',
    remedy: 'The files of one side are taken for repetitions of each other: give only such.',
  });
}

function poolMetric(artifacts: readonly MeasuredArtifact[], name: string): PooledMetric {
  const found = artifacts.flatMap((artifact) => artifact.metrics.find((metric) => metric.name === name) ?? []);
  const [definition] = found as [Metric, ...Metric[]];
  const { repetitions: _, yardstick: __, ...rest } = definition;
  const absolute = found.map(({ repetitions }) => repetitions);
  if (absolute.flat().length === 0) return { ...rest, ...poolCounted(found) };
  const relative = found.map(relativeTo);
  const known = relative.filter((values) => values !== null);
  const allKnown = known.length === relative.length && known.length > 0;
  return {
    ...rest,
    value: found.length === 1 ? rest.value : middle(absolute.flat()),
    absolute: absolute.flat(),
    relative: allKnown ? known.flat() : null,
    perFile: { absolute: middles(absolute), relative: allKnown ? middles(known) : null },
  };
}

/** What was counted once a file, and is unknown only where no file knows it. */
function poolCounted(
  found: readonly Metric[],
): Pick<PooledMetric, 'value' | 'interval' | 'absolute' | 'relative' | 'perFile'> {
  const values = found.flatMap(({ value }) => value ?? []);
  const intervals = found.flatMap(({ interval }) => interval ?? []);
  return {
    value: middle(values),
    interval:
      intervals.length === 0
        ? null
        : { low: Math.min(...intervals.map(({ low }) => low)), high: Math.max(...intervals.map(({ high }) => high)) },
    ...{ absolute: [], relative: null },
    perFile: { absolute: values, relative: null },
  };
}

/** The repetitions by the yardstick; null without one, or with one too quick to be told from nothing. */
export function relativeTo({ repetitions, yardstick }: Pick<Metric, 'repetitions' | 'yardstick'>): number[] | null {
  if (yardstick === null || yardstick.some((value) => value <= 0)) return null;
  return repetitions.map((value, i) => value / (yardstick[i] as number));
}

function middles(samples: readonly number[][]): number[] {
  return samples.flatMap((sample) => middle(sample) ?? []);
}

function middle(sample: readonly number[]): number | null {
  return sample.length === 0 ? null : median(sortedSample(sample));
}
