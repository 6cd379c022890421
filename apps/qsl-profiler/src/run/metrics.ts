import { describeMetric, type Metric, type MetricDefinition } from '../artifact/metric.ts';
import { median, sortedSample } from '../statistics/order-statistics.ts';
import type { UntracedRun } from './pass-1.ts';

/** What one untraced load cost, and what a round trip of the yardstick took just before it. */
export interface LoadCost {
  requests: number;
  wallNs: number;
  /** null: this kernel keeps no scheduling statistics. */
  cpuNs: number | null;
  /** Of each request; empty where the client does not tell. */
  times: Float64Array;
  yardstickNs: number;
}

const SCHEDSTAT = '/proc/<pid>/task/<tid>/schedstat, time on CPU, of all processes of the server';

/** The metrics of a run: a repetition is an untraced load, all of them with the same server. */
export function runMetrics({ costs }: UntracedRun): Metric[] {
  const lower = { unit: 'ns', resolution: null, better: 'lower' } as const;
  const metric = (definition: MetricDefinition, of: (cost: LoadCost) => number | null) =>
    describeMetric(definition, {
      repetitions: costs.map(of),
      yardstick: costs.map(({ yardstickNs }) => yardstickNs),
      freshProcesses: false,
    });
  return [
    metric(
      { ...lower, name: 'cpuTime', label: 'CPU time per request', source: SCHEDSTAT, rank: 'primary' },
      ({ cpuNs, requests }) => (cpuNs === null ? null : cpuNs / requests),
    ),
    metric(
      { ...lower, name: 'request', label: 'request, median', source: 'driver, CLOCK_MONOTONIC', rank: 'primary' },
      ({ times }) => (times.length === 0 ? null : median(sortedSample(times))),
    ),
    metric(
      {
        ...{ ...lower, name: 'wall', label: 'wall time of a load, per request' },
        ...{ source: 'profiler, CLOCK_MONOTONIC', rank: 'primary' },
      },
      ({ wallNs, requests }) => wallNs / requests,
    ),
  ];
}
