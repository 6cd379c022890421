import { formatRate } from '../../artifact/format.ts';
import { servingRows } from '../../experiments/gateway-io/report-mix.ts';
import type { GatewayIoArtifact } from '../../experiments/gateway-io/result.ts';
import { TRANSPORTS, type Transport } from '../../gateway/gateway-program.ts';
import { mediumOf } from '../../site/site.ts';
import { median, sortedSample } from '../../statistics/order-statistics.ts';
import {
  axis,
  type Chart,
  COLOURS,
  charts,
  type DataRow,
  endRows,
  errorBars,
  grid,
  HEIGHT,
  legend,
  moreLegend,
} from '../chart.ts';
import { estimateAt, intervalAt, numberAt, percent, valueAt } from '../figures.ts';
import type { Cell, Table } from '../html.ts';
import type { Section } from '../section.ts';
import { type Profiled, passRows } from './passes.ts';

const NS_PER_US = 1000;

/** A profile of the gateway. */
export function describeGatewayIo(artifact: GatewayIoArtifact): Section {
  const profiles = TRANSPORTS.map((name) => ({ name, path: `transports.${name}`, profile: artifact.transports[name] }));
  return {
    title: `gateway-io: where the time of an order goes, over ${mediumOf(artifact)}`,
    inShort: inShort(artifact, profiles),
    body: charts([...chartPasses(profiles), repeated(artifact), warmUp(artifact)], artifact),
  };
}

function inShort(
  { metrics, repeated: { repetitions, ratios } }: GatewayIoArtifact,
  profiles: readonly Profiled[],
): Table {
  const metricRow = (label: string, name: string): Cell[] => [
    label,
    ...profiles.map(({ name: who }): Cell => {
      const index = metrics.findIndex((metric) => metric.name === `${who}.${name}`);
      const metric = metrics[index];
      return metric === undefined ? '-' : estimateAt(`metrics.${index}`, metric);
    }),
  ];
  const ratio = (name: 'cpuTime' | 'roundTrip') =>
    estimateAt(`repeated.ratios.${name}`, ratios[name], (value) =>
      value === null ? 'unavailable' : formatRate(value),
    );
  return {
    caption: 'In short: what an order costs the gateway, warm and undisturbed, and how sure that is',
    head: ['per round trip (one order, one heartbeat)', ...profiles.map(({ name }) => name)],
    rows: [
      metricRow('CPU time of the gateway', 'cpuTime'),
      ...passRows(profiles),
      metricRow('system calls on sockets that succeed', 'socketCalls'),
      metricRow('round trip, as the client sees it', 'roundTrip'),
      metricRow('waiting for a CPU', 'runQueueDelay'),
      [
        'fresh gateways that this rests on',
        ...profiles.map(() => numberAt('repeated.repetitions.value', repetitions.value, '')),
      ],
      ['epoll to threaded, by the yardstick: CPU time', '', ratio('cpuTime')],
      ['epoll to threaded, by the yardstick: round trip', '', ratio('roundTrip')],
    ],
  };
}

/** The charts of the passes, of any server. */
export function chartPasses(profiles: readonly Profiled[]): Chart[] {
  const timed = profiles.filter(({ profile }) => profile.untraced.roundTripTime.spectrum.rows.length > 0);
  return [...(timed.length > 0 ? [spectrum(timed)] : []), syscallMix(profiles), userSystem(profiles)];
}

/** As HdrHistogram plots it: each step to the right is ten times as rare. */
function spectrum(profiles: readonly Profiled[]): Chart {
  const rows: DataRow[] = [];
  const series = profiles.map(({ name: who, path: at, profile }) => {
    const points = profile.untraced.roundTripTime.spectrum.rows;
    const rarest = Math.max(...points.filter(({ share }) => share < 1).map(({ share }) => 1 / (1 - share)));
    const data = points.map(({ share, time }, i) => {
      const path = `${at}.untraced.roundTripTime.spectrum.rows.${i}.time`;
      rows.push([
        `${who}, ${share === 1 ? 'most' : `p${Number((share * 100).toFixed(3))}`}`,
        numberAt(path, time, 'ns'),
      ]);
      return [share === 1 ? 2 * rarest : 1 / (1 - share), time / NS_PER_US];
    });
    return { name: who, type: 'line', data, symbolSize: 6 };
  });
  return {
    title: 'Latency: percentile spectrum of the round trips, untraced',
    description:
      'The time within which a share of the round trips was over, against how rare a longer one is: the quickest at the left, then ' +
      'p90, p99, p99.9. The last point is the longest of all. On the client’s clock.',
    option: {
      grid: grid(),
      legend: legend(),
      xAxis: axis({
        ...{ type: 'log', name: 'percentile', nameGap: 30, splitLine: { show: false } },
        axisLabel: {
          color: 'var(--text)',
          formatter: (rarity: number) => `p${Number((100 - 100 / rarity).toFixed(3))}`,
        },
      }),
      yAxis: axis({ type: 'log', name: 'µs', nameGap: 50 }),
      series,
    } as Chart['option'],
    rows,
  };
}

function syscallMix(profiles: readonly Profiled[]): Chart {
  const rows: DataRow[] = [];
  const names = [
    ...new Set(profiles.flatMap(({ profile }) => servingRows(profile.strace).map(({ syscall }) => syscall))),
  ];
  const rateOf = (syscall: string) =>
    Math.max(
      ...profiles.map(
        ({ profile }) => profile.strace.table.rows.find((row) => row.syscall === syscall)?.perRoundTrip ?? 0,
      ),
    );
  const told = names.toSorted((a, b) => rateOf(b) - rateOf(a)).slice(0, COLOURS.length);
  const series = names.map((syscall) => ({
    name: syscall,
    type: 'bar',
    stack: 'calls',
    itemStyle: { color: COLOURS[told.indexOf(syscall)] ?? 'var(--line)', borderColor: 'var(--panel)', borderWidth: 1 },
    barWidth: 38,
    data: profiles.map(({ name: who, path: at, profile }) => {
      const index = profile.strace.table.rows.findIndex((row) => row.syscall === syscall);
      const row = profile.strace.table.rows[index];
      if (row === undefined) return 0;
      const path = `${at}.strace.table.rows.${index}.perRoundTrip`;
      rows.push([`${who}, ${syscall}`, { path, value: row.perRoundTrip, text: formatRate(row.perRoundTrip) }]);
      return Math.max(0, row.perRoundTrip);
    }),
  }));
  return {
    title: 'Where the kernel is called: system calls per round trip',
    description: `Counted by strace, what the server calls without connections subtracted.${told.length < names.length ? ' Grey: rarer ones, in the table.' : ''}`,
    height: HEIGHT + moreLegend(told),
    option: {
      grid: grid({ left: longest(profiles), legend: moreLegend(told) }),
      legend: legend({ data: told }),
      xAxis: axis({ type: 'value', name: 'calls per round trip', nameGap: 30 }),
      yAxis: axis({ type: 'category', data: profiles.map(({ name }) => name) }),
      series,
    } as Chart['option'],
    rows,
  };
}

/** Room for the names at the left of lying bars. */
function longest(profiles: readonly Profiled[]): number {
  return 24 + 8 * Math.max(...profiles.map(({ name }) => name.length));
}

function userSystem(profiles: readonly Profiled[]): Chart {
  const rows = profiles.flatMap(({ name: who, path: at, profile }): DataRow[] => {
    const path = `${at}.untraced.userShare`;
    const { userShare, splitTicks } = profile.untraced;
    const ends = intervalAt(path, userShare, percent);
    const ticks = valueAt(`${at}.untraced.splitTicks`, splitTicks);
    return [
      [`${who}, user share`, valueAt(path, userShare, percent)],
      ...endRows(`${who}, user share`, ends),
      [`${who}, clock ticks it rests on`, ticks],
    ];
  });
  const shares = profiles.map(({ profile }) => profile.untraced.userShare);
  const bar = (name: string, colour: string, of: (share: number) => number) => ({
    ...{ name, type: 'bar', stack: 'share', barWidth: 38, itemStyle: { color: colour } },
    data: shares.map(({ value }) => (value === null ? 0 : of(value) * 100)),
  });
  const bars = shares.flatMap(({ interval }, i) => (interval ? [[interval.low * 100, interval.high * 100, i]] : []));
  return {
    title: 'Where the CPU time goes: in the server’s own code or in the kernel',
    description: 'Sampled at clock ticks; the line is the 95 % interval of the user share. Few ticks, a wide interval.',
    option: {
      grid: grid({ left: longest(profiles) }),
      legend: legend({ data: ['user', 'system'] }),
      xAxis: axis({ type: 'value', max: 100, name: '% of CPU time', nameGap: 30 }),
      yAxis: axis({ type: 'category', data: profiles.map(({ name }) => name) }),
      series: [
        bar('user', COLOURS[0] as string, (share) => share),
        bar('system', COLOURS[1] as string, (share) => 1 - share),
        errorBars(bars, { lying: true }),
      ],
    } as Chart['option'],
    rows,
  };
}

/** Every repetition as a dot, and the interval of their median. */
function repeated({ metrics }: GatewayIoArtifact): Chart {
  const rows: DataRow[] = [];
  const wanted = TRANSPORTS.flatMap((transport) => ['cpuTime', 'roundTrip'].map((name) => `${transport}.${name}`));
  const found = wanted.map((name) => ({ name, index: metrics.findIndex((metric) => metric.name === name) }));
  const dots = found.flatMap(({ name, index }, x) =>
    (metrics[index]?.repetitions ?? []).map((value, i) => {
      rows.push([`${name}, repetition ${i + 1}`, numberAt(`metrics.${index}.repetitions.${i}`, value, 'ns')]);
      return [x, value / NS_PER_US];
    }),
  );
  const bars = found.flatMap(({ name, index }, x) => {
    const metric = metrics[index];
    if (!metric?.interval) return [];
    const path = `metrics.${index}`;
    rows.push([`${name}, median`, valueAt(path, metric)]);
    rows.push(...endRows(name, intervalAt(path, metric)));
    return [[x, metric.interval.low / NS_PER_US, metric.interval.high / NS_PER_US]];
  });
  const labels: Record<string, string> = { cpuTime: 'CPU time', roundTrip: 'round trip' };
  return {
    title: 'How sure that is: fresh gateways, made in turn',
    description:
      'Each dot is a gateway of its own, undisturbed turns of 25 round trips; the line is the 95 % interval of the median.',
    option: {
      grid: grid({ top: 20 }),
      xAxis: axis({
        type: 'category',
        data: wanted.map((name) =>
          name.replace(/^(.*)\.(.*)$/, (_, transport, what) => `${transport}\n${labels[what]}`),
        ),
      }),
      yAxis: axis({ type: 'value', name: 'µs per round trip', nameGap: 50, min: 0 }),
      series: [
        { type: 'scatter', symbolSize: 8, itemStyle: { color: COLOURS[0], opacity: 0.7 }, data: dots },
        errorBars(bars),
      ],
    } as Chart['option'],
    rows,
  };
}

function warmUp({ repeated: { loads } }: GatewayIoArtifact): Chart {
  const rows: DataRow[] = [];
  const count = Math.max(...loads.rows.map(({ load }) => load));
  const lineOf = (transport: Transport) =>
    Array.from({ length: count }, (_, i) => {
      const own = loads.rows
        .map((row, index) => ({ row, index }))
        .filter(({ row }) => row.transport === transport && row.load === i + 1);
      const values = own.flatMap(({ row, index }) => {
        const label = `${transport}, repetition ${row.repetition}, load ${row.load}`;
        rows.push([label, numberAt(`repeated.loads.rows.${index}.cpuTime`, row.cpuTime, 'ns')]);
        return row.cpuTime ?? [];
      });
      return values.length === 0 ? null : median(sortedSample(values)) / NS_PER_US;
    });
  return {
    title: 'Warming up: CPU time per round trip, load after load',
    description: 'The median of the repetitions. The first four loads, in which the runtime compiles, do not count.',
    option: {
      grid: grid(),
      legend: legend(),
      xAxis: axis({
        type: 'category',
        data: Array.from({ length: count }, (_, i) => String(i + 1)),
        name: 'load',
        nameGap: 30,
      }),
      yAxis: axis({ type: 'value', name: 'µs', nameGap: 50, min: 0 }),
      series: TRANSPORTS.map((transport) => ({
        name: transport,
        type: 'line',
        data: lineOf(transport),
        symbolSize: 6,
      })),
    } as Chart['option'],
    rows,
  };
}
