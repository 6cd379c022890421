import type { MeasuredArtifact } from '../artifact/artifact.ts';
import type { Quantity } from '../artifact/quantity.ts';
import type { Warning as AnyWarning } from '../artifact/warning.ts';
import type { PerfProfile, StraceProfile, UntracedProfile } from '../experiments/gateway-io/result.ts';
import type { Warning } from './warnings.ts';

/** The JSON artifact. docs/schemas/run.v2.schema.json describes it; change both or neither. */
export interface RunArtifact extends MeasuredArtifact {
  kind: 'run';
  /** Of the machine and the repetitions; those of the passes are with the profile. */
  warnings: AnyWarning[];
  server: ServerFacts;
  load: LoadFacts;
  /** The passes, as gateway-io has them; a round trip is one request with its reply. */
  profile: { warnings: Warning[]; untraced: UntracedProfile; strace: StraceProfile; perf: PerfProfile };
  tcp: TcpFigures;
  doesNotProve: string[];
}

export interface ServerFacts {
  /** As given, without folders; what is filled in for a run stands in braces. */
  command: string;
  /** SHA-256 of the file that the first word names; "unavailable" if it names none. */
  programSha256: string;
  /** At the end of the load; those that began and ended meanwhile. */
  processes: { running: Quantity; started: Quantity; ended: Quantity };
}

export interface LoadFacts {
  driver: 'connect' | 'echo' | 'http' | 'client';
  /** Of a stranger's client, as the server's; null for a driver of our own. */
  command: string | null;
  requests: Quantity;
  concurrency: Quantity;
  keepAlive: boolean | null;
  connections: Quantity;
  requestsPerSecond: Quantity;
  /** CPU time of the driver to wall time: near 1 and above, the driver is what was measured. */
  driverCpuShare: Quantity;
}

/** What the kernel said of the load's connections. */
export interface TcpFigures {
  /** How many connections the figures rest on. */
  connectionsSeen: Quantity;
  roundTripMedian: Quantity;
  roundTripMax: Quantity;
  retransmits: Quantity;
  /** Of all connections in the network namespace, for comparison. */
  namespaceRetransmits: Quantity;
}
