import type { FeedReader } from '@qsl/market-data';
import type { Listener } from './listener.ts';
import type { EndReason } from './reception.ts';

const MS_PER_SECOND = 1000;

/** SO_RCVBUF as asked for and as granted. Linux caps a request at net.core.rmem_max and doubles it for its bookkeeping. */
export interface ReceiveBuffer {
  /** Null: the system's default. */
  requestedBytes: number | null;
  grantedBytes: number;
}

/** The first line of `qsl-mdfeed subscribe --json`: datagrams that are sent from now on are received or counted. */
export interface ListeningLine {
  event: 'listening';
  /** Of all lines. Ends in the schema's version; within it nothing is renamed or removed. */
  schema: 'qsl-mdfeed-subscribe/1';
  host: string;
  port: number;
  receiveBuffer: ReceiveBuffer;
}

/** Its last line. */
export interface SummaryLine {
  event: 'summary';
  end: EndReason;
  /** Messages, duplicates included. */
  received: number;
  /** Jumps in md_seq, and the numbers they jumped over. Messages lost after the last one received make no jump. */
  gaps: { count: number; missing: number };
  duplicates: number;
  outOfOrder: number;
  /** Datagrams that were no market data message; `faults` counts them by name. */
  malformed: number;
  faults: Record<string, number>;
  /** Datagrams that the kernel threw away at this socket. Null where it does not tell. */
  kernelDrops: number | null;
  receiveBuffer: ReceiveBuffer;
  /** From the first batch of datagrams to the last. */
  elapsedMs: number;
  messagesPerSecond: number;
  /** CPU time of the whole process while it listened. */
  cpuMs: number;
}

export interface Reception {
  end: EndReason;
  reader: FeedReader;
  receiveBuffer: ReceiveBuffer;
  elapsedMs: number;
  cpuMs: number;
  kernelDrops: number | null;
}

export function listeningLine({ host, port }: Listener, receiveBuffer: ReceiveBuffer): ListeningLine {
  return { event: 'listening', schema: 'qsl-mdfeed-subscribe/1', host, port, receiveBuffer };
}

export function summaryLine({ end, reader, receiveBuffer, elapsedMs, cpuMs, kernelDrops }: Reception): SummaryLine {
  const { received, gaps, missing, duplicates, outOfOrder } = reader.tracker;
  return {
    event: 'summary',
    end,
    received,
    gaps: { count: gaps, missing },
    duplicates,
    outOfOrder,
    malformed: reader.malformed,
    faults: reader.faults(),
    kernelDrops,
    receiveBuffer,
    elapsedMs,
    messagesPerSecond: elapsedMs > 0 ? (received / elapsedMs) * MS_PER_SECOND : 0,
    cpuMs,
  };
}

/** The summary for people; its last two lines end the subscription. */
export function formatSummary(summary: SummaryLine): string {
  const { received, gaps, duplicates, outOfOrder, malformed, faults, kernelDrops, receiveBuffer } = summary;
  const { requestedBytes, grantedBytes } = receiveBuffer;
  const reasons = Object.entries(faults).map(([name, count]) => `${name} ${count}`);
  return [
    `missing: ${gaps.missing} in ${gaps.count} gaps, duplicates: ${duplicates}, out of order: ${outOfOrder}`,
    `malformed: ${malformed}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`,
    `dropped by the kernel at this socket: ${kernelDrops ?? 'unavailable'}`,
    `SO_RCVBUF requested: ${requestedBytes === null ? 'none' : `${requestedBytes} bytes`}`,
    `received ${received} datagrams`,
    `total gaps detected: ${gaps.missing} (SO_RCVBUF=${grantedBytes} bytes)`,
    '',
  ].join('\n');
}
