import { childEnvironment } from '../../children/environment.ts';
import { runToEnd } from '../../children/run-to-end.ts';
import type { Program } from '../../programs/program.ts';
import { currentSite, hostOptions } from '../../site/site.ts';
import type { BufferName, RequestedBytes } from './buffers.ts';
import { type PublishReport, parsePublished } from './feed-reports.ts';
import { keepLedger, type LossLedger } from './ledger.ts';
import { namespaceRcvbufErrors } from './own-socket.ts';
import { type Subscriber, withSubscriber } from './subscriber.ts';

/** What all trials of a run have in common. */
export interface TrialSetup {
  program: Program;
  port: number;
  seed: string;
  requested: RequestedBytes;
  signal: AbortSignal;
}

export interface TrialFeed {
  orders: number;
  /** Messages a second; undefined for back to back. */
  ratePerSecond?: number;
}

/** One feed, published and subscribed to. */
export interface Trial {
  buffer: BufferName;
  grantedBytes: number;
  published: number;
  received: number;
  gaps: number;
  duplicates: number;
  outOfOrder: number;
  /** Datagrams that were none of the feed's. */
  malformed: number;
  ledger: LossLedger;
  /** The socket's drops as the profiler read them, beside those that the subscriber reported. */
  observedDrops: number | null;
  /** By how much the whole namespace's count grew meanwhile. */
  namespaceDrops: number | null;
  publishedPerSecond: number;
}

/** Runs a subscriber with the buffer, publishes the feed to it, and asks everybody what became of it. */
export async function runTrial(setup: TrialSetup, buffer: BufferName, feed: TrialFeed): Promise<Trial> {
  const { program, port, requested, signal } = setup;
  const errorsBefore = namespaceRcvbufErrors();
  const { datagramsDropped } = currentSite();
  const droppedBefore = datagramsDropped?.() ?? 0;
  return withSubscriber({ program, port, requestedBytes: requested[buffer], signal }, async (subscriber) => {
    const { published, failed, messagesPerSecond } = await publish(setup, subscriber, feed);
    const { report, observedDrops } = await subscriber.finish();
    const errorsAfter = namespaceRcvbufErrors();
    // A message that came twice makes up for none that was lost.
    const received = report.received - report.duplicates;
    return {
      ...{ buffer, published, received, observedDrops },
      grantedBytes: subscriber.grantedBytes,
      gaps: report.gaps.count,
      duplicates: report.duplicates,
      outOfOrder: report.outOfOrder,
      malformed: report.malformed,
      ledger: keepLedger({
        ...{ published, received },
        gapMissing: report.gaps.missing,
        outOfOrder: report.outOfOrder,
        sendFailures: failed,
        ...(datagramsDropped === undefined ? {} : { droppedOnPath: datagramsDropped() - droppedBefore }),
        socketDrops: report.kernelDrops,
      }),
      namespaceDrops: errorsBefore === null || errorsAfter === null ? null : errorsAfter - errorsBefore,
      publishedPerSecond: messagesPerSecond,
    };
  });
}

async function publish(setup: TrialSetup, subscriber: Subscriber, feed: TrialFeed): Promise<PublishReport> {
  const { program, seed } = setup;
  const rate = feed.ratePerSecond === undefined ? [] : ['--rate', String(feed.ratePerSecond)];
  const args = [
    ...program.args,
    'publish',
    String(subscriber.port),
    seed,
    String(feed.orders),
    '--json',
    ...rate,
    ...hostOptions(),
  ];
  const command = { name: 'the publisher', file: program.file, args, env: childEnvironment() };
  const { ending, stdout, failure } = await runToEnd(command, subscriber.signal);
  if (ending.code !== 0) throw failure;
  return parsePublished(stdout);
}
