/** What one refresh shows. docs/schemas/top.v1.schema.json describes it; change both or neither. */
export interface Snapshot {
  schema: typeof SCHEMA;
  kind: 'top';
  utcDate: string;
  pid: number;
  name: string;
  /** Between this reading and the one before. */
  elapsedMs: number;
  /** Of the process and everything it started, over that time. */
  usage: {
    /** Exact time on CPU; null if the kernel keeps no scheduling statistics. */
    onCpuNs: number | null;
    /** Time spent ready to run and not running. */
    runQueueDelayNs: number | null;
    /** Sampled at clock ticks: with few of them the split means little. */
    userMs: number;
    systemMs: number;
    tickMs: number;
    voluntarySwitches: number;
    involuntarySwitches: number;
    minorFaults: number;
    majorFaults: number;
    residentBytes: number | null;
    processes: number;
    threads: number;
  };
  listeners: ListenerRow[];
  connections: ConnectionRow[];
  datagramSockets: DatagramRow[];
}

export const SCHEMA = 'urn:qsl:schema:top:1';

export interface ListenerRow {
  port: number;
  /** Connections that wait to be accepted, and how many may. */
  waiting: number;
  backlog: number;
  drops: number | null;
}

export interface ConnectionRow {
  localPort: number;
  remotePort: number;
  state: string;
  /** Bytes received and not yet read by the program. */
  receiveQueueBytes: number;
  /** Bytes sent and not yet acknowledged by the peer. */
  sendQueueBytes: number;
  rttUs: number | null;
  retransmits: number | null;
  drops: number | null;
}

export interface DatagramRow {
  port: number;
  receiveQueueBytes: number;
  drops: number | null;
}
