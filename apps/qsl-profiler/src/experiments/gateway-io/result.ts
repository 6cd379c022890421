import type { Artifact } from '../../artifact/artifact.ts';
import type { NumberTable, Quantity } from '../../artifact/quantity.ts';
import type { Transport } from '../../gateway/gateway-program.ts';
import type { MetricValues } from './metrics.ts';
import type { Warning } from './warnings.ts';

/** The JSON artifact. docs/schemas/gateway-io.v1.schema.json describes it; change both or neither. */
export interface GatewayIoArtifact extends Artifact {
  kind: 'gateway-io';
  transports: Record<Transport, TransportProfile>;
  doesNotProve: string[];
}

/** One transport's profile, pass by pass. */
export interface TransportProfile {
  warnings: Warning[];
  untraced: UntracedProfile;
  strace: StraceProfile;
  perf: PerfProfile;
}

export interface UntracedProfile {
  startUpRoundTrips: Quantity;
  roundTrips: Quantity;
  /** From the start of the process until it was ready. */
  startUp: MetricValues;
  serving: MetricValues;
  perRoundTrip: MetricValues;
  /** The gateway without connections, for as long as the load took. */
  idle: MetricValues;
  /** CPU time per round trip in the first and the last load of several; null if there was but one. */
  warmUp: { first: Quantity; last: Quantity } | null;
  /** At the end, not its growth. */
  peakResident: Quantity;
  userShare: Quantity;
  /** What the share rests on. */
  splitTicks: Quantity;
  threads: { running: Quantity; started: Quantity; ended: Quantity };
  /** While serving: which threads the CPU time went to, the largest first. */
  cpuTimeByThread: { name: string; cpuTime: Quantity }[];
  roundTripTime: RoundTripTime;
}

/** The client's view of the load. */
export interface RoundTripTime {
  total: Quantity;
  median: Quantity;
  p99: Quantity;
  max: Quantity;
}

export interface SyscallRow {
  syscall: string;
  class: string;
  loaded: number;
  controls: number[];
  perRoundTrip: number;
  spread: number;
  errorsPerRoundTrip: number;
}

export interface TracedLoad {
  roundTrips: Quantity;
  roundTripTime: RoundTripTime;
  /** Median round trip under the tracer to that of the untraced load. */
  slowDown: Quantity;
  table: NumberTable<SyscallRow>;
}

export interface StraceProfile extends TracedLoad {
  raw: RawTables;
}

/** The summaries as the tracer wrote them, line by line. */
export interface RawTables {
  loaded: string[];
  controls: string[][];
}

export type PerfProfile =
  | ({ available: true; threads: { name: string; table: NumberTable<SyscallRow> }[]; raw: RawTables } & TracedLoad)
  | { available: false; reason: string };
