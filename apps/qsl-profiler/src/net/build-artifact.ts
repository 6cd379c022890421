import type { Artifact } from '../artifact/artifact.ts';
import type { Quantity } from '../artifact/quantity.ts';
import { median, quantile, sortedSample } from '../statistics/order-statistics.ts';
import type { ExperimentName } from './experiments.ts';
import { type Impairer, MTU_BYTES } from './network-path.ts';
import type { PathOptions } from './path-options.ts';
import { droppedByQueues, type PathUse } from './path-use.ts';
import type { DirectionRecord, ExperimentRecord, NetArtifact } from './result.ts';

export const SCHEMA = 'urn:qsl:schema:net:1';

const DOES_NOT_PROVE = [
  'A physical network: interfaces are virtual, there is no card, driver or wire, and all ends share the cores of one machine.',
  'The path of any real link: rate, delay and loss are constant, and losses fall one by one, not in bursts.',
  'That a relay in user space is as punctual as a wire: on a busy machine it adds delay of its own, which the handshakes show.',
];

/** What an experiment did with the path. */
export interface Done {
  kind: ExperimentName;
  /** Names of its artifact's files. */
  files: string[];
  before: Record<'towards' | 'back', PathUse>;
  after: Record<'towards' | 'back', PathUse>;
}

export interface Findings {
  options: PathOptions;
  impairer: Impairer;
  handshakes: number[];
  done: Done[];
  claim: string;
}

/** Puts what was found into the form of the artifact. */
export function buildArtifact(provenance: Artifact['provenance'], findings: Findings): NetArtifact {
  const { options, impairer, handshakes, done, claim } = findings;
  const experiments = done.map(describeExperiment);
  const asked = (value: number, unit: string, source: string): Quantity => ({ value, unit, source, resolution: null });
  const times = sortedSample(handshakes);
  const time = (value: number): Quantity => ({
    value,
    unit: 'ns',
    source: 'TCP_INFO tcpi_rtt after connect(2)',
    resolution: 1000,
  });
  return {
    schema: SCHEMA,
    kind: 'net',
    claim,
    provenance,
    path: {
      rate: asked(options.rateBitsPerSecond, 'bit/s', 'tc-tbf rate, each way'),
      queue: asked(options.queueBytes, 'bytes', 'tc-tbf limit, each way'),
      delay: asked(options.delayMs, 'ms', 'asked for, one way'),
      loss: asked(options.lossShare, 'share of packets', 'asked for, each way'),
      mtu: asked(MTU_BYTES, 'bytes', 'ip link mtu'),
      impairer,
    },
    handshake: {
      least: time(quantile(times, 0)),
      median: time(median(times)),
      count: { value: times.length, unit: 'connections', source: 'profiler', resolution: 1 },
    },
    experiments,
    warnings: findWarnings(experiments),
    doesNotProve: DOES_NOT_PROVE,
  };
}

function describeExperiment({ kind, files, before, after }: Done): ExperimentRecord {
  return {
    ...{ kind, files },
    towards: describeDirection(before.towards, after.towards),
    back: describeDirection(before.back, after.back),
  };
}

function describeDirection(before: PathUse, after: PathUse): DirectionRecord {
  // The root comes first; what hangs below it counts the same packets again.
  const root = after.qdiscs[0];
  const grown = (field: 'packets' | 'bytes') => (root?.[field] ?? 0) - (before.qdiscs[0]?.[field] ?? 0);
  const summed = (use: PathUse, field: 'drops' | 'overlimits') =>
    use.qdiscs.reduce((total, qdisc) => total + qdisc[field], 0);
  const source = 'tc -s qdisc, its growth';
  const relayed = (field: 'forwarded' | 'lost' | 'overflowed'): Quantity => ({
    value: (after.relay?.[field] ?? 0) - (before.relay?.[field] ?? 0),
    unit: 'frames',
    source: `relay: ${field}, its growth`,
    resolution: 1,
  });
  return {
    packets: { value: grown('packets'), unit: 'packets', source, resolution: 1 },
    bytes: { value: grown('bytes'), unit: 'bytes', source, resolution: 1 },
    queueDrops: { value: droppedByQueues(after) - droppedByQueues(before), unit: 'packets', source, resolution: 1 },
    overlimits: {
      value: summed(after, 'overlimits') - summed(before, 'overlimits'),
      unit: 'waits',
      source,
      resolution: 1,
    },
    relay:
      after.relay === null
        ? null
        : { forwarded: relayed('forwarded'), lost: relayed('lost'), overflowed: relayed('overflowed') },
  };
}

/** Judges what the path did besides what it was told to. */
export function findWarnings(experiments: readonly ExperimentRecord[]): NetArtifact['warnings'] {
  const overflowed = experiments.reduce(
    (sum, { towards, back }) => sum + (towards.relay?.overflowed.value ?? 0) + (back.relay?.overflowed.value ?? 0),
    0,
  );
  if (overflowed === 0) return [];
  return [
    {
      code: 'RELAY_OVERFLOWED',
      text: `The relay had no room for ${overflowed} frames: the path lost more than it was told to.`,
      remedy: 'Lower --rate, or repeat on a quieter machine.',
    },
  ];
}
