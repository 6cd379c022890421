import type { MeasuredArtifact } from '../../artifact/artifact.ts';
import type { NumberTable, Quantity } from '../../artifact/quantity.ts';
import type { Warning } from '../../artifact/warning.ts';
import type { Transport } from '../../gateway/gateway-program.ts';
import type { DriverName } from './options.ts';

/** The JSON artifact. docs/schemas/socket-load.v2.schema.json describes it; change both or neither. */
export interface SocketLoadArtifact extends MeasuredArtifact {
  kind: 'socket-load';
  /** What it came to, in one sentence that opens with what is partial where anything is. */
  headline: string;
  /** Some client was not served, and that was allowed. */
  partial: boolean;
  driver: DriverName;
  warnings: Warning[];
  cells: NumberTable<CellRow>;
  comparisons: Comparison[];
  /** In the order they ran within each cell. */
  trials: NumberTable<TrialRow>;
  doesNotProve: string[];
}

/** One number of clients with one transport. */
export interface CellRow {
  clients: number;
  transport: Transport;
  trials: number;
  /** For how many clients threads were warmed. */
  warmedFor: number;
  /** Clients served in the worst trial. */
  completed: number;
  bestWall: number;
  medianWall: number;
  connectionsPerSecond: number;
  latencyP50: number;
  latencyP99: number;
  latencyMax: number;
  threadsBefore: number;
  threadsAfter: number;
}

export type Verdict = 'no difference shown' | 'epoll faster' | 'threaded faster' | 'too few trials to tell';

/** Both transports at one number of clients. */
export interface Comparison {
  clients: number;
  /** Wall time of epoll to that of threaded: below 1, epoll is faster. */
  wallRatio: Quantity;
  verdict: Verdict;
}

export interface TrialRow {
  clients: number;
  pair: number;
  transport: Transport;
  completed: number;
  wall: number;
  latencyP50: number;
  latencyP99: number;
  latencyMax: number;
  /** CPU time of the driver by wall time; null where it cannot be told. */
  driverShare: number | null;
  /** Of the yardstick, just before. */
  yardstickRoundTrip: number;
  /** Why the first of those that were not served was not; null if all were. */
  failure: string | null;
}
