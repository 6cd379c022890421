import type { MachineProfile } from '../machine/watch.ts';
import type { Provenance } from '../provenance/provenance.ts';
import type { Metric } from './metric.ts';

/** What every artifact opens with; what an experiment found follows. */
export interface Artifact {
  /** The schema's `$id`, which ends with its version. */
  schema: string;
  kind: string;
  /** How the figures may be used. */
  claim: string;
  provenance: Provenance;
}

/** An artifact that can be compared, checked and exported, whatever its experiment. */
export interface MeasuredArtifact extends Artifact {
  /** What has to be the same in two artifacts for their metrics to be of the same load. */
  conditions: Record<string, string>;
  /** Every figure worth comparing. */
  metrics: Metric[];
  /** What the machine did besides, from beginning to end. */
  machine: MachineProfile;
}

/** Every artifact says so. */
export const CLAIM = 'Evidence for investigation over loopback, not a latency, throughput or capacity claim.';
