import type { MeasuredArtifact } from '../src/artifact/artifact.ts';
import { describeMetric, type Metric } from '../src/artifact/metric.ts';
import { gatherProvenance } from '../src/provenance/provenance.ts';
import { QUIET_MACHINE } from './quiet-machine.ts';

const provenance = gatherProvenance({
  ...{ command: 'qsl-profiler x', kind: 'x', root: undefined, clkTck: 100, transport: 't', load: 'l' },
  ...{ programs: {}, packages: [], tunables: {} },
});

/** A metric, by default one for which less is better, of repetitions of fresh processes. */
export function metricOf(name: string, repetitions: number[], changed: Partial<Metric> = {}): Metric {
  const definition = {
    name,
    label: name,
    unit: 'ns',
    source: 's',
    resolution: 1,
    better: 'lower',
    rank: 'primary',
  } as const;
  return { ...describeMetric(definition, { repetitions, freshProcesses: true }), ...changed };
}

/** An artifact of some experiment on this machine, with clean inputs. */
export function artifactWith(metrics: Metric[], changed: Partial<MeasuredArtifact> = {}): MeasuredArtifact {
  return {
    ...{
      schema: 'urn:qsl:schema:x:1',
      kind: 'x',
      claim: 'c',
      conditions: { load: 'l' },
      machine: QUIET_MACHINE,
      metrics,
    },
    provenance: { ...provenance, facts: { ...provenance.facts, dirtyInputs: 'no' } },
    ...changed,
  };
}

/** So many values around 100, the same each time. */
export function steady(count: number, factor = 1): number[] {
  return Array.from({ length: count }, (_, i) => factor * (100 + ((i * 37) % 11) - 5));
}
