import { ExitCode } from '@qsl/cli';
import { Outbox, openSlots, Pace } from '@qsl/datagrams';
import { createFeedMemory, createPublish, lastSequenceOf, MAX_DATAGRAM_BYTES, MessageEncoder } from '@qsl/market-data';
import { OrderFlow } from '@qsl/order-flow';
import { raw } from '@qsl/posix';
import type { FeedAddress } from '../feed-options.ts';
import { openDestination } from './destination.ts';
import { formatPublish, type PublishReport } from './report.ts';

const SYMBOLS = 3;
const SLOT_BYTES = Math.ceil(MAX_DATAGRAM_BYTES / 8) * 8;
const MS_PER_SECOND = 1000;
const US_PER_MS = 1000;

export interface PublishOptions {
  readonly to: FeedAddress;
  readonly seed: bigint;
  readonly orders: number;
  /** Messages a second; undefined for back to back. */
  readonly ratePerSecond: number | undefined;
  /** The most datagrams a system call. */
  readonly batch: number;
  readonly json: boolean;
}

/** Publishes the flow's market data and reports. Throws as openDestination does, before anything is sent. */
export function publish(options: PublishOptions): ExitCode {
  const fd = openDestination(options.to);
  try {
    const report = sendFlow(fd, options);
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatPublish(report));
    return ExitCode.OK;
  } finally {
    raw.close(fd);
  }
}

function sendFlow(fd: number, { to, seed, orders, ratePerSecond, batch }: PublishOptions): PublishReport {
  const flow = new OrderFlow({ seed, symbols: SYMBOLS, orders });
  const memory = createFeedMemory(SYMBOLS);
  const pace = ratePerSecond === undefined ? undefined : new Pace(ratePerSecond);
  const outbox = new Outbox({ fd, slots: openSlots({ capacity: batch, slotBytes: SLOT_BYTES }), pace });
  const publish = createPublish(flow.engine, memory, new MessageEncoder(outbox));
  const startMs = performance.now();
  const cpuAtStart = process.cpuUsage();
  // The flow's own engine is the one published from: to apply the commands to another would give the same, only later.
  while (flow.next()) if (flow.tookEffect) publish(flow.symbol);
  outbox.flush();
  const elapsedMs = performance.now() - startMs;
  const cpu = process.cpuUsage(cpuAtStart);
  outbox.finish();
  const published = lastSequenceOf(memory);
  const { ledger } = outbox;
  return {
    schema: 'qsl-mdfeed-publish/1',
    settings: {
      host: to.host,
      port: to.port,
      interfaceHost: to.interfaceHost ?? null,
      seed: String(seed),
      orders,
      symbols: SYMBOLS,
      batch,
      ratePerSecond: ratePerSecond ?? null,
    },
    published,
    bytes: ledger.bytes,
    sent: ledger.sent,
    failed: ledger.failed,
    failures: ledger.failures(),
    elapsedMs,
    messagesPerSecond: elapsedMs > 0 ? (published / elapsedMs) * MS_PER_SECOND : 0,
    cpuMs: (cpu.user + cpu.system) / US_PER_MS,
    lateness: pace?.lateness() ?? null,
  };
}
