import { BUFFER_NAMES } from '../../experiments/socket-stress/buffers.ts';
import type { SocketStressArtifact } from '../../experiments/socket-stress/result.ts';
import { mediumOf } from '../../site/site.ts';
import { axis, type Chart, charts, type DataRow, errorBars, grid, legend, moreLegend } from '../chart.ts';
import { numberAt, percent, valueAt } from '../figures.ts';
import type { Section } from '../section.ts';

/** What bursts lose. */
export function describeSocketStress(artifact: SocketStressArtifact): Section {
  return {
    title: `socket-stress: what a burst loses, over ${mediumOf(artifact)}`,
    body: charts([ledger(artifact), buffers(artifact)], artifact),
  };
}

const PARTS = [
  ['received', 'received', 'var(--c3)'],
  ['sendFailures', 'not sent', 'var(--c4)'],
  ['droppedOnPath', 'dropped on path', 'var(--c7)'],
  ['socketDrops', 'dropped at socket', 'var(--c2)'],
  ['unexplained', 'unexplained', 'var(--c5)'],
] as const;

/** Every published datagram of every trial, by what became of it. */
function ledger({ trials }: SocketStressArtifact): Chart {
  const rows: DataRow[] = [];
  const parts = PARTS.filter(([field]) => trials.rows.some((trial) => trial[field] !== undefined));
  const more = moreLegend(parts.map(([, name]) => name));
  const series = parts.map(([field, name, color]) => ({
    ...{ name, type: 'bar', stack: 'ledger', itemStyle: { color, borderColor: 'var(--panel)' } },
    data: trials.rows.map((trial, i) => {
      rows.push([
        `trial ${i + 1}, ${trial.buffer}: ${name}`,
        numberAt(`trials.rows.${i}.${field}`, trial[field] ?? null, 'datagrams'),
      ]);
      return trial[field] ?? 0;
    }),
  }));
  return {
    title: 'The loss ledger: what became of every datagram, trial by trial',
    description:
      'In the order of the trials. Whatever is not received, not sent or dropped at this very socket is unexplained.',
    height: 300 + more,
    option: {
      grid: grid({ legend: more, bottom: 80 }),
      legend: legend(),
      xAxis: axis({
        ...{ type: 'category', data: trials.rows.map(({ buffer }, i) => `${i + 1} ${buffer}`) },
        axisLabel: { color: 'var(--text)', rotate: 60, interval: 0 },
      }),
      yAxis: axis({ type: 'value', name: 'datagrams', nameGap: 55 }),
      series,
    } as Chart['option'],
    rows,
  };
}

/** 10k, 1M: there is little room. */
function thousands(bytes: number): string {
  return bytes >= 1e6 ? `${bytes / 1e6}M` : bytes >= 1e3 ? `${bytes / 1e3}k` : String(bytes);
}

function buffers({ buffers: summaries }: SocketStressArtifact): Chart {
  const points = BUFFER_NAMES.map((buffer) => ({ buffer, ...summaries[buffer] }));
  const share = (value: number | null) => (value ?? 0) * 100;
  const rows = points.flatMap(({ buffer, granted, lossShare }): DataRow[] => [
    [`${buffer}, granted`, valueAt(`buffers.${buffer}.granted`, granted)],
    ...(['least', 'median', 'most'] as const).map(
      (which): DataRow => [
        `${buffer}, ${which} lost`,
        valueAt(`buffers.${buffer}.lossShare.${which}`, lossShare[which], percent),
      ],
    ),
  ]);
  return {
    title: 'The receive buffer against the loss',
    description: 'Median of the trials, and their range, by the size that the kernel granted.',
    height: 340,
    option: {
      grid: grid({ top: 20 }),
      xAxis: axis({
        ...{ type: 'log', name: 'SO_RCVBUF granted, bytes', nameGap: 30, splitLine: { show: false } },
        axisLabel: { color: 'var(--text)', formatter: thousands },
      }),
      yAxis: axis({ type: 'value', name: '% of published lost', nameGap: 50, min: 0 }),
      series: [
        {
          ...{ type: 'line', symbolSize: 9 },
          data: points.map(({ granted, lossShare }) => [granted.value, share(lossShare.median.value)]),
        },
        errorBars(
          points.map(({ granted, lossShare }) => [
            granted.value ?? 0,
            share(lossShare.least.value),
            share(lossShare.most.value),
          ]),
        ),
      ],
    } as Chart['option'],
    rows,
  };
}
