import { formatGateway } from '../gateway-options.ts';
import type { LoadReport } from './report.ts';

/** A report for people: percentiles first. Lines end in a line feed. */
export function formatLoad(report: LoadReport): string {
  const { orders, elapsedMs, fills, foreignFills, connections, warmup } = report;
  const unit = report.settings.mode === 'churn' ? 'connections' : 'orders';
  const lines = [
    describeLoad(report),
    formatLatency(report),
    row('throughput', `${formatCount(Math.round(report.ordersPerSecond))} ${unit}/s over ${formatSeconds(elapsedMs)}`),
    row(
      'orders',
      `${formatCount(orders.sent)} sent, ${formatCount(orders.acked)} acked, ${formatCount(orders.rejected)} rejected`,
    ),
    row('rejects', formatCounts(report.rejects)),
    row(
      'fills',
      `${formatCount(fills)}${foreignFills > 0 ? `, ${formatCount(foreignFills)} with makers of others` : ''}`,
    ),
  ];
  if (connections !== null) {
    const { begun, completed, failed } = connections;
    const failures = formatCounts(failed);
    lines.push(row('connections', `${formatCount(completed)} of ${formatCount(begun)} completed; failed: ${failures}`));
  }
  if (warmup !== null) {
    lines.push(
      row('warm-up', `${formatCount(warmup.orders)} orders in ${formatSeconds(warmup.elapsedMs)}, not counted`),
    );
  }
  lines.push(formatDriver(report));
  return `${lines.join('\n')}\n`;
}

function describeLoad({ settings }: LoadReport): string {
  const { mode, loop, connections, depth, ratePerSecond, host, port } = settings;
  const shape =
    mode === 'churn'
      ? `a connection per order, ${connections} at a time`
      : `${connections} connections, ${depth} orders deep`;
  const pace = loop === 'open' ? `open loop at ${formatCount(ratePerSecond ?? 0)}/s` : 'closed loop';
  return `load on ${formatGateway({ host, port })}: ${shape}, ${pace}`;
}

function formatLatency({ latency, settings }: LoadReport): string {
  const { p50Us, p90Us, p99Us, p999Us, maxUs, meanUs, minUs } = latency;
  const span = settings.mode === 'churn' ? 'connect to end of stream' : 'order to answer';
  const origin = latency.from === 'planned' ? 'from the planned time' : 'from sending';
  const figures = Object.entries({
    p50: p50Us,
    p90: p90Us,
    p99: p99Us,
    'p99.9': p999Us,
    max: maxUs,
    mean: meanUs,
    min: minUs,
  });
  return row(
    'latency µs',
    `${figures.map(([name, value]) => `${name} ${us(value)}`).join('  ')}  (${span}, ${origin})`,
  );
}

function formatDriver({ driver }: LoadReport): string {
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const { cpuShare, busyShare, saturated, delay } = driver;
  const verdict = saturated ? 'SATURATED, the gateway may be faster than this' : 'not the limit';
  const late =
    delay === null ? '' : `; sends late by p50 ${us(delay.p50Us)} p99 ${us(delay.p99Us)} max ${us(delay.maxUs)} µs`;
  return row('driver', `CPU ${percent(cpuShare)}, busy ${percent(busyShare)}: ${verdict}${late}`);
}

function us(value: number): string {
  return value.toFixed(1);
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(12)} ${text}`;
}

function formatCounts(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${formatCount(count)}`);
  return parts.length > 0 ? parts.join(', ') : 'none';
}

/** Digits in groups of three, whatever the locale. */
function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
