import type { Lateness } from '@qsl/datagrams';
import { formatEndpoint } from '@qsl/posix';

/** What `qsl-mdfeed publish --json` prints. Names end in their unit; within a version nothing is renamed or removed. */
export interface PublishReport {
  /** Ends in the schema's version. */
  schema: 'qsl-mdfeed-publish/1';
  settings: {
    host: string;
    port: number;
    /** The interface of a multicast feed; null for any other. */
    interfaceHost: string | null;
    /** A u64, hence as text. */
    seed: string;
    orders: number;
    symbols: number;
    /** The most datagrams a system call. */
    batch: number;
    /** Null: back to back. */
    ratePerSecond: number | null;
  };
  /** Messages, one a datagram: md_seq runs from 1 to this. */
  published: number;
  /** Of all messages. */
  bytes: number;
  /** Datagrams that the kernel took. */
  sent: number;
  /** Datagrams known to be lost on this side: those the kernel did not take, and those it took that were refused. */
  failed: number;
  /** `failed` by the name of the errno. ECONNREFUSED: nobody listens there. */
  failures: Record<string, number>;
  /** From the first command of the flow to the end of the last send. */
  elapsedMs: number;
  messagesPerSecond: number;
  /** CPU time of the whole process in that time, the collector's and the compiler's threads included. */
  cpuMs: number;
  /** How late messages left, by the planned schedule. Null without a rate. */
  lateness: Lateness | null;
}

/** The report for people; its last line ends the feed. */
export function formatPublish(report: PublishReport): string {
  const { settings, published, bytes, sent, failed, failures, elapsedMs, messagesPerSecond, lateness } = report;
  const rate = Math.round(messagesPerSecond).toLocaleString('en');
  const reasons = Object.entries(failures).map(([name, count]) => `${name} ${count}`);
  return [
    `sent ${sent} datagrams, ${bytes} bytes in ${elapsedMs.toFixed(1)} ms (${rate}/s)`,
    `failed sends: ${failed}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`,
    ...(lateness === null ? [] : [formatLateness(lateness)]),
    `published market data (md_seq up to ${published}) to ${formatEndpoint(settings)}`,
    '',
  ].join('\n');
}

function formatLateness({ p50Us, p99Us, maxUs }: Lateness): string {
  return `late by p50 ${p50Us} us, p99 ${p99Us} us, max ${maxUs} us`;
}
