import { RejectReason, reasonName } from '@qsl/wire-protocol';
import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';
import type { GatewayStats } from '../stats.ts';
import type { Reading } from './reading.ts';

type Value = readonly [label: string, value: number];

interface Series {
  readonly name: string;
  readonly help: string;
  /** The label that tells the values apart; none for a single value. */
  readonly label?: string;
  readonly type: 'counter' | 'gauge';
  readonly values: (reading: Reading) => readonly Value[];
}

/** A series of one value out of the counters. */
function one(type: Series['type'], name: string, help: string, value: (stats: GatewayStats) => number): Series {
  return { type, name, help, values: ({ stats }) => [['', value(stats)]] };
}

const REASONS = Object.values(RejectReason)
  .filter((reason) => reason !== RejectReason.None)
  .map(reasonName);

const SERIES: readonly Series[] = [
  {
    type: 'gauge',
    name: 'connections',
    help: 'Connections by state',
    label: 'state',
    values: ({ connections }) => connections,
  },
  one('counter', 'connections_accepted_total', 'Connections served', ({ accepted }) => accepted),
  one('counter', 'connections_shed_total', 'Connections closed at once: the cap was reached', ({ shed }) => shed),
  {
    type: 'counter',
    name: 'connections_closed_total',
    help: 'Connections that ended, by cause',
    label: 'cause',
    values: ({ stats }) => Object.entries(stats.closed),
  },
  one('gauge', 'connections_high_water', 'Most connections at once', ({ highWater }) => highWater.connections),
  one('counter', 'accept_backoffs_total', 'Times that accepting paused', ({ acceptBackoffs }) => acceptBackoffs),
  one('counter', 'frames_total', 'Request frames handled', ({ frames }) => frames),
  one('counter', 'orders_total', 'New orders handled, rejected ones included', ({ orders }) => orders),
  one('counter', 'cancels_total', 'Cancels handled, rejected ones included', ({ cancels }) => cancels),
  one('counter', 'heartbeats_total', 'Heartbeats answered', ({ heartbeats }) => heartbeats),
  one('counter', 'fills_total', 'Fills', ({ fills }) => fills),
  {
    type: 'counter',
    name: 'rejects_total',
    help: 'Rejected requests by reason',
    label: 'reason',
    values: ({ stats }) => REASONS.map((reason) => [reason, stats.rejects[reason] ?? 0]),
  },
  one('gauge', 'resting_orders', 'Orders that rest', ({ restingOrders }) => restingOrders),
  one('counter', 'received_bytes_total', 'Bytes of requests', ({ bytesIn }) => bytesIn),
  one('counter', 'replied_bytes_total', 'Bytes of replies produced', ({ bytesOut }) => bytesOut),
  one(
    'gauge',
    'backlog_high_water_bytes',
    'Most unsent replies of one connection (epoll)',
    ({ highWater }) => highWater.backlogBytes,
  ),
];

const JOURNAL_SERIES: readonly Series[] = [
  one('counter', 'journal_commands_total', 'Commands written to the journal', ({ journal }) => journal!.commands),
  one('counter', 'journal_bytes_total', 'Bytes written to the journal', ({ journal }) => journal!.bytes),
  one(
    'gauge',
    'journal_commit_high_water_bytes',
    'Most bytes of one commit',
    ({ journal }) => journal!.commitHighWaterBytes,
  ),
  one(
    'gauge',
    'journal_slowest_commit_seconds',
    'Time of the slowest commit',
    ({ journal }) => journal!.slowestCommitSeconds,
  ),
];

const MARKET_DATA_SERIES: readonly Series[] = [
  one('counter', 'market_data_published_total', 'Messages of market data', ({ marketData }) => marketData!.published),
  one('counter', 'market_data_sent_total', 'Datagrams that the kernel took', ({ marketData }) => marketData!.sent),
  one(
    'counter',
    'market_data_dropped_total',
    'Messages that found the ring to the sending thread full',
    ({ marketData }) => marketData!.dropped,
  ),
  one('counter', 'market_data_failed_total', 'Datagrams lost on this side', ({ marketData }) => marketData!.failed),
];

const PREFIX = 'qsl_gateway_';

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
}

/** The metrics of a gateway, whose numbers `read` is asked for at every scrape; with those of Node's main thread. */
export function createMetrics(read: () => Reading): Metrics {
  const registry = new Registry();
  let reading = read();
  const { journal, marketData } = reading.stats;
  const series = [...SERIES, ...(journal ? JOURNAL_SERIES : []), ...(marketData ? MARKET_DATA_SERIES : [])];
  for (const each of series) register(registry, each, () => reading);
  if (journal) registry.registerMetric(commitHistogram(() => reading));
  collectDefaultMetrics({ register: registry });
  return {
    contentType: registry.contentType,
    text: () => {
      reading = read();
      return registry.metrics();
    },
  };
}

function register(registry: Registry, { type, name, help, label, values }: Series, reading: () => Reading): void {
  const terms = { name: PREFIX + name, help, labelNames: label ? [label] : [], registers: [registry] };
  const labels = (value: string): Record<string, string> => (label === undefined ? {} : { [label]: value });
  if (type === 'counter') {
    new Counter({
      ...terms,
      collect() {
        this.reset();
        for (const [of, value] of values(reading())) this.inc(labels(of), value);
      },
    });
  } else {
    new Gauge({
      ...terms,
      collect() {
        for (const [of, value] of values(reading())) this.set(labels(of), value);
      },
    });
  }
}

/** The journal counts its commits by time itself, on its own thread: prom-client's histograms only take single values. */
function commitHistogram(reading: () => Reading): Metric {
  const name = `${PREFIX}journal_commit_seconds`;
  const get = async () => {
    const { commitLatency, stats } = reading();
    const buckets = commitLatency.map(([bound, commits]) => ({
      metricName: `${name}_bucket`,
      labels: { le: Number.isFinite(bound) ? String(bound) : '+Inf' },
      value: commits,
    }));
    const sum = { metricName: `${name}_sum`, labels: {}, value: stats.journal!.commitSeconds };
    const count = { metricName: `${name}_count`, labels: {}, value: commitLatency.at(-1)![1] };
    const help = 'Time from the beginning of a commit until it is as safe as the mode makes it';
    return { name, help, type: 'histogram', aggregator: 'sum', values: [...buckets, sum, count] };
  };
  return { name, get, reset: () => {} } as unknown as Metric;
}
