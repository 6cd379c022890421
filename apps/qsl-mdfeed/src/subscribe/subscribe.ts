import { ExitCode } from '@qsl/cli';
import { FeedReader } from '@qsl/market-data';
import { formatEndpoint, raw } from '@qsl/posix';
import type { FeedAddress } from '../feed-options.ts';
import { Inbox } from './inbox.ts';
import { kernelDrops } from './kernel-drops.ts';
import { type Listener, openListener } from './listener.ts';
import { MessageLog } from './message-log.ts';
import { receive } from './reception.ts';
import { formatSummary, listeningLine, type ReceiveBuffer, summaryLine } from './report.ts';

/** The longest that a receiving call waits, and with it a signal for its answer. */
const MAX_WAIT_MS = 100;
const US_PER_MS = 1000;

export interface SubscribeOptions {
  readonly at: FeedAddress;
  /** 0 for no limit. */
  readonly maxMessages: number;
  /** SO_RCVBUF to ask for; undefined for the system's default. */
  readonly receiveBufferBytes: number | undefined;
  /** 0 for never. */
  readonly idleTimeoutMs: number;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** Receives a feed until it ends, by count, silence or signal, and reports. Throws as openListener does, or PosixError. */
export async function subscribe(options: SubscribeOptions): Promise<ExitCode> {
  const { at, receiveBufferBytes, idleTimeoutMs } = options;
  const waitMs = idleTimeoutMs === 0 ? MAX_WAIT_MS : Math.min(MAX_WAIT_MS, idleTimeoutMs);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const listener = openListener({ at, receiveBufferBytes, waitMs });
  try {
    await receiveAndReport(listener, options, stop.signal);
    return ExitCode.OK;
  } finally {
    raw.close(listener.fd);
  }
}

async function receiveAndReport(listener: Listener, options: SubscribeOptions, stop: AbortSignal): Promise<void> {
  const { receiveBufferBytes, idleTimeoutMs, quiet, json } = options;
  const { fd, grantedBytes } = listener;
  const receiveBuffer: ReceiveBuffer = { requestedBytes: receiveBufferBytes ?? null, grantedBytes };
  const reader = new FeedReader();
  const log = quiet ? undefined : new MessageLog(reader, { json });
  const inbox = new Inbox({ fd, reader, maxMessages: options.maxMessages || Number.POSITIVE_INFINITY, observer: log });
  process.stdout.write(
    json
      ? `${JSON.stringify(listeningLine(listener, receiveBuffer))}\n`
      : `listening for market data on ${formatEndpoint(listener)} (SO_RCVBUF=${grantedBytes} bytes)\n`,
  );
  const printLog = () => {
    const lines = log?.drain();
    if (lines) process.stdout.write(lines);
  };
  const cpuAtStart = process.cpuUsage();
  const { end, elapsedMs } = await receive({ inbox, idleTimeoutMs, stop, afterBatch: printLog });
  printLog();
  const cpu = process.cpuUsage(cpuAtStart);
  const cpuMs = (cpu.user + cpu.system) / US_PER_MS;
  const summary = summaryLine({ end, reader, receiveBuffer, elapsedMs, cpuMs, kernelDrops: kernelDrops(fd) });
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : formatSummary(summary));
}
