import { lastSequenceOf, MessageRingReader } from '@qsl/market-data';
import { reasonName } from '@qsl/wire-protocol';
import { type JournalStats, readJournalStats } from './journal/journal-stats.ts';
import { Delivery, type SharedFeed } from './market-data/shared-feed.ts';
import type { GatewayOptions } from './options.ts';
import { CLOSE_CAUSE_NAMES } from './session/close-cause.ts';
import { REJECT_REASONS } from './session/reject-reasons.ts';
import { Counter, countersOf } from './shared/counters.ts';
import { Control, type SharedState } from './shared/shared-state.ts';

/** What a gateway did, summed over its threads; the shape of the JSON line that --stats prints. */
export interface GatewayStats {
  readonly schema: 'qsl-gateway-stats/1';
  readonly transport: GatewayOptions['transport'];
  /** Connections. */
  readonly accepted: number;
  /** Connections closed at once because of --max-connections. */
  readonly shed: number;
  /** Connections by why they ended. */
  readonly closed: Readonly<Record<string, number>>;
  readonly frames: number;
  readonly orders: number;
  readonly cancels: number;
  readonly heartbeats: number;
  readonly fills: number;
  /** By reason, those that occurred. */
  readonly rejects: Readonly<Record<string, number>>;
  readonly bytesIn: number;
  /** Bytes of replies produced. */
  readonly bytesOut: number;
  /** Times that accepting paused for want of descriptors or memory. */
  readonly acceptBackoffs: number;
  readonly highWater: {
    /** Connections served at once. */
    readonly connections: number;
    /** Bytes of unsent replies of one connection (epoll; a blocking send keeps none). */
    readonly backlogBytes: number;
  };
  /** Orders that rest at the end. */
  readonly restingOrders: number;
  /** Of a gateway with --md-port. */
  readonly marketData?: MarketDataStats;
  /** Of a gateway with --journal. */
  readonly journal?: JournalStats;
}

/** What became of the market data: published = dropped + sent + those of the failed that the kernel did not take. */
export interface MarketDataStats {
  /** Messages; the last one's md_seq. */
  readonly published: number;
  /** Datagrams that the kernel took. */
  readonly sent: number;
  /** Messages that found the ring to the sending thread full. Their numbers are missing: subscribers see the gap. */
  readonly dropped: number;
  /** Datagrams known to be lost on this side: not taken by the kernel, or taken and refused, for nobody listens there. */
  readonly failed: number;
}

/** Reads the counters of `threads` threads. */
export function collectStats(
  transport: GatewayOptions['transport'],
  shared: SharedState,
  threads: number,
  restingOrders: number,
): GatewayStats {
  const blocks = Array.from({ length: threads }, (_, thread) => countersOf(shared.counters, thread));
  const sum = (cell: number) => blocks.reduce((total, block) => total + block[cell]!, 0);
  const rejects = Array.from({ length: REJECT_REASONS }, (_, reason) => [reason, sum(Counter.FirstReject + reason)]);
  return {
    schema: 'qsl-gateway-stats/1',
    transport,
    accepted: sum(Counter.Accepted),
    shed: sum(Counter.Shed),
    closed: Object.fromEntries(CLOSE_CAUSE_NAMES.map((name, cause) => [name, sum(Counter.FirstClose + cause)])),
    frames: sum(Counter.Frames),
    orders: sum(Counter.Orders),
    cancels: sum(Counter.Cancels),
    heartbeats: sum(Counter.Heartbeats),
    fills: sum(Counter.Fills),
    rejects: Object.fromEntries(
      rejects.filter(([, count]) => count! > 0).map(([reason, count]) => [reasonName(reason!), count!]),
    ),
    bytesIn: sum(Counter.BytesIn),
    bytesOut: sum(Counter.BytesOut),
    acceptBackoffs: sum(Counter.AcceptBackoffs),
    highWater: {
      connections: Atomics.load(shared.control, Control.ActiveHighWater),
      backlogBytes: Math.max(...blocks.map((block) => block[Counter.BacklogHighWater]!)),
    },
    restingOrders,
    ...(shared.feed && { marketData: marketDataStats(shared.feed) }),
    ...(shared.journal && { journal: readJournalStats(shared.journal) }),
  };
}

/** Exact when nobody publishes or sends any more. */
function marketDataStats({ publisher, ring, delivery }: SharedFeed): MarketDataStats {
  return {
    published: lastSequenceOf(publisher),
    sent: delivery[Delivery.Sent]!,
    dropped: new MessageRingReader(ring).dropped,
    failed: delivery[Delivery.Failed]!,
  };
}

/** The line that every gateway prints when it stops. */
export function summarise(stats: GatewayStats): string {
  const rejects = Object.values(stats.rejects).reduce((total, count) => total + count, 0);
  return (
    `qsl-gateway stopped: ${stats.accepted} connections, ${stats.frames} frames, ${stats.orders} orders, ` +
    `${stats.fills} fills, ${rejects} rejects${stats.marketData ? `; ${summariseFeed(stats.marketData)}` : ''}`
  );
}

function summariseFeed({ published, sent, dropped, failed }: MarketDataStats): string {
  return `${published} market data messages, ${sent} sent, ${dropped} dropped, ${failed} failed`;
}
