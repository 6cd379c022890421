import { formatAmount, formatNumber, formatRate } from '../../artifact/format.ts';
import type { Metric } from '../../artifact/metric.ts';
import { sparkline } from '../../artifact/plot.ts';
import type { Quantity } from '../../artifact/quantity.ts';
import { layOut, wrap } from '../../artifact/text-table.ts';
import { TRANSPORTS, type Transport } from '../../gateway/gateway-program.ts';
import { median, medianInterval, sortedSample } from '../../statistics/order-statistics.ts';
import type { GatewayIoArtifact } from './result.ts';

const LINES = { width: 100, first: '  ! ', rest: '    ' };

/** The repetitions of both transports, side by side, and the ratio that pairs of them give. */
export function reportRepeated({ metrics, repeated, warnings }: GatewayIoArtifact): string[] {
  const { ratios, repetitions, loads } = repeated;
  const metric = (transport: Transport, name: string) =>
    metrics.find((candidate) => candidate.name === `${transport}.${name}`);
  const cells = (describe: (transport: Transport) => string) => TRANSPORTS.map(describe);
  const rows = [
    ['', ...TRANSPORTS],
    ['CPU time', ...cells((transport) => absolute(metric(transport, 'cpuTime')))],
    ['  by the yardstick', ...cells((transport) => relative(metric(transport, 'cpuTime')))],
    ['round trip', ...cells((transport) => absolute(metric(transport, 'roundTrip')))],
    ['  by the yardstick', ...cells((transport) => relative(metric(transport, 'roundTrip')))],
    ['CPU time as it warms up', ...cells((transport) => warmingUp(loads.rows, transport))],
  ];
  const compared = `CPU time ${describeRatio(ratios.cpuTime)}; round trip ${describeRatio(ratios.roundTrip)}`;
  return [
    `REPEATED: ${formatNumber(repetitions.value ?? 0)} fresh gateways of each transport in turn, warm, per round trip, undisturbed; 95 % intervals`,
    ...layOut(rows, ['l', 'r', 'r'], '  '),
    ...wrap(`epoll/threaded by the yardstick: ${compared}`, { ...LINES, first: '  ', rest: '    ' }),
    ...warnings.flatMap(({ text, remedy }) => wrap(`${text} ${remedy}`, LINES)),
  ];
}

function absolute(metric: Metric | undefined): string {
  if (metric === undefined || metric.value === null) return 'unavailable';
  const { value, unit, interval } = metric;
  const range = interval ? ` [${formatAmount(interval.low, unit)}, ${formatAmount(interval.high, unit)}]` : '';
  return `${formatAmount(value, unit)}${range}`;
}

function relative(metric: Metric | undefined): string {
  if (metric === undefined || metric.yardstick === null) return 'unavailable';
  const { repetitions, yardstick } = metric;
  const ascending = sortedSample(repetitions.map((value, i) => value / (yardstick[i] as number)));
  const interval = medianInterval(ascending);
  const range = interval ? ` [${formatRate(interval.low)}, ${formatRate(interval.high)}]` : '';
  return `${formatRate(median(ascending))}${range}`;
}

function describeRatio({ value, interval }: Quantity): string {
  if (value === null) return 'unavailable';
  if (!interval) return `${formatRate(value)}, one pair: no interval`;
  const range = `${formatRate(value)} [${formatRate(interval.low)}, ${formatRate(interval.high)}]`;
  if (interval.low <= 1 && 1 <= interval.high) return `${range}, no difference shown`;
  return `${range}, ${interval.high < 1 ? 'epoll' : 'threaded'} less`;
}

function warmingUp(rows: GatewayIoArtifact['repeated']['loads']['rows'], transport: Transport): string {
  const own = rows.filter((row) => row.transport === transport);
  const loads = Math.max(0, ...own.map(({ load }) => load));
  const middle = Array.from({ length: loads }, (_, i) => {
    const values = own.filter(({ load }) => load === i + 1).flatMap(({ cpuTime }) => cpuTime ?? []);
    return values.length === 0 ? 0 : median(sortedSample(values));
  });
  return sparkline(middle);
}
