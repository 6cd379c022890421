import { formatRate } from '../../artifact/format.ts';
import type { SocketLoadArtifact } from '../../experiments/socket-load/result.ts';
import { TRANSPORTS, type Transport } from '../../gateway/gateway-program.ts';
import { mediumOf } from '../../site/site.ts';
import { axis, type Chart, COLOURS, charts, type DataRow, endRows, errorBars, grid, legend } from '../chart.ts';
import { intervalAt, numberAt, valueAt } from '../figures.ts';
import type { Section } from '../section.ts';

const NS_PER_MS = 1e6;

/** A comparison of the transports under many clients. */
export function describeSocketLoad(artifact: SocketLoadArtifact): Section {
  return {
    title: `socket-load: many short-lived clients, over ${mediumOf(artifact)}`,
    body: charts([scaling(artifact), ratios(artifact)], artifact),
  };
}

/** Wall time against clients, with the interval of the median where there are trials enough, otherwise their range. */
function scaling({ cells, metrics, trials }: SocketLoadArtifact): Chart {
  const rows: DataRow[] = [];
  const barsOf: Record<Transport, number[][]> = { threaded: [], epoll: [] };
  const lines = TRANSPORTS.map((transport) => ({
    name: transport,
    type: 'line',
    symbolSize: 7,
    data: cells.rows.flatMap((cell, index) => {
      if (cell.transport !== transport) return [];
      const label = `${transport}, ${cell.clients} clients`;
      rows.push([`${label}, median`, numberAt(`cells.rows.${index}.medianWall`, cell.medianWall, 'ns')]);
      const metric = metrics.findIndex(({ name }) => name === `${transport}.clients${cell.clients}.wall`);
      const interval = metrics[metric]?.interval;
      if (interval) {
        const ends = intervalAt(`metrics.${metric}`, metrics[metric] as (typeof metrics)[number]);
        rows.push(...endRows(label, ends));
        barsOf[transport].push([cell.clients, interval.low / NS_PER_MS, interval.high / NS_PER_MS]);
      } else {
        const own = trials.rows
          .map((row, i) => ({ row, i }))
          .filter(({ row }) => row.transport === transport && row.clients === cell.clients);
        rows.push(
          ...own.map(
            ({ row, i }): DataRow => [`${label}, trial ${row.pair}`, numberAt(`trials.rows.${i}.wall`, row.wall, 'ns')],
          ),
        );
        const walls = own.map(({ row }) => row.wall / NS_PER_MS);
        barsOf[transport].push([cell.clients, Math.min(...walls), Math.max(...walls)]);
      }
      return [[cell.clients, cell.medianWall / NS_PER_MS]];
    }),
  }));
  const sure = metrics.every(({ interval }) => interval !== null);
  return {
    title: 'Scaling: the time until all clients were served, by their number',
    description: `Median of the trials; the lines are ${sure ? '95 % intervals of the median' : 'the range of the trials, too few for an interval'}.`,
    option: {
      grid: grid(),
      legend: legend({ data: [...TRANSPORTS] }),
      xAxis: axis({ type: 'log', name: 'clients at once', nameGap: 30, logBase: 2, splitLine: { show: false } }),
      yAxis: axis({ type: 'log', name: 'ms', nameGap: 50 }),
      series: [
        ...lines,
        ...TRANSPORTS.map((transport, i) => errorBars(barsOf[transport], { colour: COLOURS[i] as string })),
      ],
    } as Chart['option'],
    rows,
  };
}

function ratios({ comparisons }: SocketLoadArtifact): Chart {
  const show = (value: number | null) => (value === null ? 'unavailable' : formatRate(value));
  const rows = comparisons.flatMap(({ clients, wallRatio, verdict }, i): DataRow[] => {
    const path = `comparisons.${i}.wallRatio`;
    const ends = intervalAt(path, wallRatio, show);
    return [[`${clients} clients: ${verdict}`, valueAt(path, wallRatio, show)], ...endRows(`${clients} clients`, ends)];
  });
  const bars = comparisons.flatMap(({ wallRatio: { interval } }, i) =>
    interval ? [[i, interval.low, interval.high]] : [],
  );
  return {
    title: 'Which transport is faster: wall time of epoll to that of threaded',
    description: 'Below 1, epoll takes less time. A line, the 95 % interval, that crosses 1 shows no difference.',
    option: {
      grid: grid({ top: 20 }),
      xAxis: axis({
        type: 'category',
        data: comparisons.map(({ clients }) => `${clients}`),
        name: 'clients at once',
        nameGap: 30,
      }),
      yAxis: axis({ type: 'log', name: 'epoll / threaded', nameGap: 50 }),
      series: [
        {
          type: 'scatter',
          symbolSize: 9,
          data: comparisons.flatMap(({ wallRatio }, i) => (wallRatio.value === null ? [] : [[i, wallRatio.value]])),
        },
        errorBars(bars),
        {
          type: 'line',
          silent: true,
          symbol: 'none',
          lineStyle: { color: 'var(--text)', type: 'dashed', width: 1 },
          data: comparisons.map(() => 1),
        },
      ],
    } as Chart['option'],
    rows,
  };
}
