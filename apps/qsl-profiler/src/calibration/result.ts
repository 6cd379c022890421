import type { Artifact } from '../artifact/artifact.ts';
import type { Metric } from '../artifact/metric.ts';
import type { Quantity } from '../artifact/quantity.ts';
import type { MachineProfile } from '../machine/watch.ts';
import type { Calibration } from './draw.ts';

export const SCHEMA = 'urn:qsl:schema:calibration:1';

/** The JSON artifact. docs/schemas/calibration.v1.schema.json describes it; change both or neither. */
export interface CalibrationArtifact extends Artifact {
  kind: 'calibration';
  headline: string;
  machine: MachineProfile;
  /** What the delay comes to, by the same repetitions. */
  slowDown: SlowDown[];
  /** The share of a round trip by which each was to be slowed down. */
  injected: Quantity;
  rounds: Quantity;
  seed: number;
  alpha: number;
  margin: number;
  /** By the number of repetitions a side. */
  results: Calibration[];
  /** The least number of repetitions a side that finds the slow-down as often as is asked for; null if none did. */
  needed: Quantity;
  /** Every repetition, so that anybody can draw again. */
  pool: { plain: Metric[]; slowed: Metric[] };
  doesNotProve: string[];
}

export interface SlowDown {
  transport: string;
  /** Of each send. */
  delay: Quantity;
  /** Slowed to plain, by the yardstick. */
  cpuTime: Quantity;
  roundTrip: Quantity;
}
