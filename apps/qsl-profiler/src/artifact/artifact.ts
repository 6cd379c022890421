import type { Provenance } from '../provenance/provenance.ts';

/** What every artifact opens with; what an experiment found follows. */
export interface Artifact {
  /** The schema's `$id`, which ends with its version. */
  schema: string;
  kind: string;
  /** How the figures may be used. */
  claim: string;
  provenance: Provenance;
}

/** Every artifact says so. */
export const CLAIM = 'Evidence for investigation over loopback, not a latency, throughput or capacity claim.';
