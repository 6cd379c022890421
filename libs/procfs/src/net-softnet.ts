import { parseHex } from './number.ts';
import { type ProcRoot, systemPlace } from './place.ts';
import { readText } from './read.ts';
import { columnsOf, completeLines } from './text.ts';

/**
 * How one CPU dealt with incoming packets, all network namespaces together. Counters are 32 bits wide and wrap around.
 * Values that an older kernel does not print are undefined: received_rps came with Linux 2.6.35, flow_limit_count with
 * 3.11, backlog and CPU id with 5.10.
 */
export type SoftnetCpu = {
  /** CPU id. Where undefined, the row's place gives it only while all CPUs are online: offline ones have no row. */
  cpu: number | undefined;
  /** Packets processed; loopback traffic passes here too. */
  processed: number;
  /** Packets dropped because the backlog was full (netdev_max_backlog). */
  dropped: number;
  /** Times the work was interrupted with packets left, its budget or time being used up (netdev_budget). */
  timeSqueezed: number;
  /** Wake-ups by another CPU to process packets steered here (RPS). */
  receivedRps: number | undefined;
  /** Packets dropped by the flow limit. */
  flowLimited: number | undefined;
  /** Packets in the backlog at this moment. */
  backlogPackets: number | undefined;
};

/** Column numbers, from net/core/net-procfs.c, softnet_seq_show. Those between are zeros, kept for old readers. */
const COLUMN = {
  processed: 0,
  dropped: 1,
  time_squeeze: 2,
  received_rps: 9,
  flow_limit_count: 10,
  backlog_len: 11,
  index: 12,
} as const;

/** Reads /proc/net/softnet_stat. */
export function readSoftnet(options: ProcRoot = {}): SoftnetCpu[] {
  const place = systemPlace(options, 'net/softnet_stat');
  return parseSoftnet(readText(place), place.file);
}

/** Parses the text of /proc/net/softnet_stat: one row a CPU, hexadecimal, 9 to 15 columns according to the kernel. */
export function parseSoftnet(text: string, file = '/proc/net/softnet_stat'): SoftnetCpu[] {
  return completeLines(text, file).map((line) => {
    const columns = columnsOf(line);
    const required = (name: keyof typeof COLUMN) => parseHex(columns[COLUMN[name]], { file, field: name });
    const optional = (name: keyof typeof COLUMN) => (COLUMN[name] < columns.length ? required(name) : undefined);
    return {
      cpu: optional('index'),
      processed: required('processed'),
      dropped: required('dropped'),
      timeSqueezed: required('time_squeeze'),
      receivedRps: optional('received_rps'),
      flowLimited: optional('flow_limit_count'),
      backlogPackets: optional('backlog_len'),
    };
  });
}
