import type { Artifact } from '../artifact/artifact.ts';
import type { Quantity } from '../artifact/quantity.ts';
import type { Warning } from '../artifact/warning.ts';
import type { ExperimentName } from './experiments.ts';
import type { Impairer } from './network-path.ts';

/** The JSON artifact. docs/schemas/net.v1.schema.json describes it; change both or neither. */
export interface NetArtifact extends Artifact {
  kind: 'net';
  path: {
    rate: Quantity;
    queue: Quantity;
    /** One way. */
    delay: Quantity;
    loss: Quantity;
    mtu: Quantity;
    /** Who delays and drops. */
    impairer: Impairer;
  };
  /** What the path was found to do, before the experiments. */
  handshake: { least: Quantity; median: Quantity; count: Quantity };
  experiments: ExperimentRecord[];
  warnings: Warning<NetWarningCode>[];
  doesNotProve: string[];
}

export type NetWarningCode = 'RELAY_OVERFLOWED';

/** What one experiment sent over the path, and where its own artifact is. */
export interface ExperimentRecord {
  kind: ExperimentName;
  files: string[];
  towards: DirectionRecord;
  back: DirectionRecord;
}

export interface DirectionRecord {
  packets: Quantity;
  bytes: Quantity;
  /** For a queue that was full, or by netem. */
  queueDrops: Quantity;
  /** How often a packet had to wait for the rate limit. */
  overlimits: Quantity;
  /** null: there is none. */
  relay: { forwarded: Quantity; lost: Quantity; overflowed: Quantity } | null;
}
