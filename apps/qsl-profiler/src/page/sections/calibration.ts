import { formatRate } from '../../artifact/format.ts';
import { WANTED } from '../../calibration/build-artifact.ts';
import type { CalibrationArtifact } from '../../calibration/result.ts';
import { axis, type Chart, COLOURS, charts, type DataRow, endRows, errorBars, grid, legend } from '../chart.ts';
import { estimateAt, numberAt, percent, valueAt } from '../figures.ts';
import type { Table } from '../html.ts';
import type { Section } from '../section.ts';

/** How far comparisons can be trusted. */
export function describeCalibration(artifact: CalibrationArtifact): Section {
  return {
    title: 'calibration: how often a comparison is wrong, and finds a slow-down',
    inShort: inShort(artifact),
    body: charts(
      [
        rates(artifact, {
          title: 'The same gateway twice: comparisons that claim a difference',
          description: 'Should be at or below the dashed line at 5 %. The lines are 95 % intervals (Wilson).',
          field: 'falseClaims',
          limit: WANTED.falseClaims,
          limitName: 'at most 5 %',
        }),
        rates(artifact, {
          title: 'A slowed gateway against the same: comparisons that find it',
          description: 'Should reach the dashed line at 95 %. The lines are 95 % intervals (Wilson).',
          field: 'found',
          limit: WANTED.found,
          limitName: 'at least 95 %',
        }),
      ],
      artifact,
    ),
  };
}

function inShort({ slowDown, injected, rounds, needed, results }: CalibrationArtifact): Table {
  const ratio = (value: number | null) => (value === null ? 'unavailable' : formatRate(value));
  return {
    caption: 'In short: what was injected, and what it came to',
    head: ['figure', ...slowDown.map(({ transport }) => transport)],
    rows: [
      ['slow-down injected, of a round trip', ...slowDown.map(() => valueAt('injected', injected, percent))],
      ['as a delay of each send', ...slowDown.map(({ delay }, i) => valueAt(`slowDown.${i}.delay`, delay))],
      [
        'CPU time, slowed to plain',
        ...slowDown.map(({ cpuTime }, i) => estimateAt(`slowDown.${i}.cpuTime`, cpuTime, ratio)),
      ],
      [
        'round trip, slowed to plain',
        ...slowDown.map(({ roundTrip }, i) => estimateAt(`slowDown.${i}.roundTrip`, roundTrip, ratio)),
      ],
      ['repetitions a side that it takes to find it', ...slowDown.map(() => valueAt('needed', needed))],
      ['rounds of fresh gateways', ...slowDown.map(() => valueAt('rounds', rounds))],
      [
        'comparisons drawn for each number of repetitions',
        ...slowDown.map(() => numberAt('results.0.found.of', results[0]?.found.of ?? null, '')),
      ],
    ],
  };
}

interface Rates {
  title: string;
  description: string;
  field: 'falseClaims' | 'found';
  limit: number;
  limitName: string;
}

function rates({ results }: CalibrationArtifact, { title, description, field, limit, limitName }: Rates): Chart {
  const rows = results.flatMap(({ repetitions, [field]: rate }, i): DataRow[] => {
    const path = `results.${i}.${field}`;
    const share = (at: string, value: number) => ({ path: at, value, text: percent(value) });
    const label = `${repetitions} repetitions a side`;
    return [
      [label, share(`${path}.share`, rate.share)],
      [`${label}, comparisons`, numberAt(`${path}.count`, rate.count, '')],
      ...endRows(label, [
        share(`${path}.interval.low`, rate.interval.low),
        share(`${path}.interval.high`, rate.interval.high),
      ]),
    ];
  });
  const most = Math.max(2 * limit, ...results.map(({ [field]: rate }) => rate.interval.high));
  return {
    title,
    description,
    option: {
      grid: grid(),
      legend: legend({ data: [limitName] }),
      xAxis: axis({
        ...{ type: 'category', name: 'repetitions a side', nameGap: 30 },
        data: results.map(({ repetitions }) => String(repetitions)),
      }),
      yAxis: axis({
        type: 'value',
        name: '% of comparisons',
        nameGap: 45,
        min: 0,
        max: Math.min(100, Math.ceil(most * 100)),
      }),
      series: [
        {
          ...{ type: 'line', symbolSize: 8, itemStyle: { color: COLOURS[0] } },
          data: results.map(({ [field]: rate }) => rate.share * 100),
        },
        {
          ...{ name: limitName, type: 'line', silent: true, symbol: 'none', itemStyle: { color: COLOURS[1] } },
          lineStyle: { color: COLOURS[1], type: 'dashed', width: 1.5 },
          data: results.map(() => limit * 100),
        },
        errorBars(results.map(({ [field]: { interval } }, i) => [i, interval.low * 100, interval.high * 100])),
      ],
    } as Chart['option'],
    rows,
  };
}
