import type { MeasuredArtifact } from '../../artifact/artifact.ts';
import type { NumberTable, Quantity } from '../../artifact/quantity.ts';
import type { Warning } from '../../artifact/warning.ts';
import type { BufferName } from './buffers.ts';

/** The JSON artifact. docs/schemas/socket-stress.v2.schema.json describes it; change both or neither. */
export interface SocketStressArtifact extends MeasuredArtifact {
  kind: 'socket-stress';
  result: StressResult;
  warnings: Warning[];
  /** From /proc/sys/net/core. */
  limits: { rmemDefault: Quantity; rmemMax: Quantity };
  buffers: Record<BufferName, BufferSummary>;
  /** In the order they ran. */
  trials: NumberTable<TrialRow>;
  /** null: not asked for. */
  search: RateSearchResult | null;
  doesNotProve: string[];
}

export interface StressResult {
  /** What it came to, in one sentence that opens with unexplained loss where there is any. */
  headline: string;
  published: Quantity;
  lost: Quantity;
  sendFailures: Quantity;
  socketDrops: Quantity;
  /** The sum of what trials could not attribute, without regard to sign; null where drops are not known. */
  unexplained: Quantity;
}

export interface BufferSummary {
  requested: Quantity;
  granted: Quantity;
  /** Why the one is not the other. */
  grantedBecause: string;
  trials: number;
  /** Lost by published, of the best, the middle and the worst trial. */
  lossShare: { least: Quantity; median: Quantity; most: Quantity };
  /** Lost where no gap shows it, over all trials. */
  outsideGaps: Quantity;
}

export interface TrialRow {
  buffer: BufferName;
  published: number;
  received: number;
  lost: number;
  gaps: number;
  inGaps: number;
  outsideGaps: number;
  duplicates: number;
  outOfOrder: number;
  malformed: number;
  sendFailures: number;
  /** Only where there is a path that may drop. */
  droppedOnPath?: number;
  socketDrops: number | null;
  socketDropsObserved: number | null;
  namespaceRcvbufErrors: number | null;
  unexplained: number | null;
  publishedPerSecond: number;
}

export interface RateSearchResult {
  highest: Record<BufferName, { lossless: Quantity; lowestWithLoss: Quantity }>;
  probes: NumberTable<ProbeRow>;
}

export interface ProbeRow {
  buffer: BufferName;
  ratePerSecond: number;
  feeds: number;
  published: number;
  lost: number;
  unexplained: number | null;
  achievedPerSecond: number;
}
