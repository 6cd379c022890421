import type { MeasuredArtifact } from '../../artifact/artifact.ts';
import type { NumberTable, Quantity } from '../../artifact/quantity.ts';
import type { Warning } from '../../artifact/warning.ts';
import type { Transport } from '../../gateway/gateway-program.ts';
import type { MetricValues } from './metrics.ts';
import type { GatewayIoWarning } from './warnings.ts';

/** The JSON artifact. docs/schemas/gateway-io.v2.schema.json describes it; change both or neither. */
export interface GatewayIoArtifact extends MeasuredArtifact {
  kind: 'gateway-io';
  /** Of the whole run; those of a transport's passes are with its profile. */
  warnings: Warning[];
  repeated: RepeatedProfile;
  transports: Record<Transport, TransportProfile>;
  doesNotProve: string[];
}

/** Fresh gateways of both transports, made in turn and each loaded in turn with the yardstick. */
export interface RepeatedProfile {
  repetitions: Quantity;
  /** The work of the yardstick; figures relative to another do not compare. */
  yardstick: string;
  /** epoll to threaded, by the yardstick, geometric mean over the pairs. */
  ratios: { cpuTime: Quantity; roundTrip: Quantity };
  /** Every load of every repetition, those of the warm-up included. */
  loads: NumberTable<LoadRow>;
}

export interface LoadRow {
  transport: Transport;
  repetition: number;
  load: number;
  /** 0: part of the warm-up. */
  counted: 0 | 1;
  cpuTime: number | null;
  roundTrip: number;
  yardstickCpuTime: number | null;
  yardstickRoundTrip: number;
}

/** One transport's profile, pass by pass. */
export interface TransportProfile {
  warnings: Warning<GatewayIoWarning>[];
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
  /** From the least to the most: the time within which so great a share of the round trips was over. */
  spectrum: NumberTable<{ share: number; time: number }>;
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
