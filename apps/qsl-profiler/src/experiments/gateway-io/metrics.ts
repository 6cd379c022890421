import { ticksToMs } from '@qsl/procfs';
import type { Quantity } from '../../artifact/quantity.ts';
import type { Usage } from '../../usage/usage.ts';

export type MetricName =
  | 'cpuTime'
  | 'runQueueDelay'
  | 'userTime'
  | 'systemTime'
  | 'voluntarySwitches'
  | 'involuntarySwitches'
  | 'minorFaults'
  | 'majorFaults'
  | 'peakResident';

interface Metric {
  label: string;
  unit: string;
  source: string;
  /** In `unit`; 'tick' for the clock tick. */
  resolution: number | 'tick';
  /** The amount in `unit`. */
  of: (usage: Usage, clkTck: number) => number | null;
}

const PER_THREAD = 'summed over threads, ended ones up to their last reading';

/** What procfs says of a process. */
export const METRICS: Readonly<Record<MetricName, Metric>> = {
  cpuTime: {
    label: 'CPU time, exact',
    unit: 'ns',
    source: `/proc/<pid>/task/<tid>/schedstat, time on CPU, ${PER_THREAD}`,
    resolution: 1,
    of: ({ onCpuNs }) => onCpuNs,
  },
  runQueueDelay: {
    label: 'waiting for a CPU',
    unit: 'ns',
    source: `/proc/<pid>/task/<tid>/schedstat, run-queue delay, ${PER_THREAD}`,
    resolution: 1,
    of: ({ runQueueDelayNs }) => runQueueDelayNs,
  },
  userTime: {
    label: 'user CPU, sampled',
    unit: 'ms',
    source: '/proc/<pid>/stat utime',
    resolution: 'tick',
    of: ({ userTicks }, clkTck) => ticksToMs({ ticks: userTicks, clkTck }),
  },
  systemTime: {
    label: 'system CPU, sampled',
    unit: 'ms',
    source: '/proc/<pid>/stat stime',
    resolution: 'tick',
    of: ({ systemTicks }, clkTck) => ticksToMs({ ticks: systemTicks, clkTck }),
  },
  voluntarySwitches: {
    label: 'voluntary switches',
    unit: 'switches',
    source: `/proc/<pid>/task/<tid>/status voluntary_ctxt_switches, ${PER_THREAD}`,
    resolution: 1,
    of: ({ voluntarySwitches }) => voluntarySwitches,
  },
  involuntarySwitches: {
    label: 'involuntary switches',
    unit: 'switches',
    source: `/proc/<pid>/task/<tid>/status nonvoluntary_ctxt_switches, ${PER_THREAD}`,
    resolution: 1,
    of: ({ involuntarySwitches }) => involuntarySwitches,
  },
  minorFaults: {
    label: 'minor faults',
    unit: 'faults',
    source: '/proc/<pid>/stat minflt',
    resolution: 1,
    of: ({ minorFaults }) => minorFaults,
  },
  majorFaults: {
    label: 'major faults',
    unit: 'faults',
    source: '/proc/<pid>/stat majflt',
    resolution: 1,
    of: ({ majorFaults }) => majorFaults,
  },
  peakResident: {
    label: 'peak resident set',
    unit: 'bytes',
    source: '/proc/<pid>/status VmHWM; its growth where a difference is meant',
    resolution: 1024,
    of: ({ peakResidentBytes }) => peakResidentBytes,
  },
};

export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];

export type MetricValues = Record<MetricName, Quantity>;

/** A usage, or its share of `per` round trips, as quantities. A share is finer than its source by that factor. */
export function describeUsage(usage: Usage, clkTck: number, per = 1): MetricValues {
  const values = METRIC_NAMES.map((name): [MetricName, Quantity] => {
    const { unit, source, resolution, of } = METRICS[name];
    const amount = of(usage, clkTck);
    const step = resolution === 'tick' ? ticksToMs({ ticks: 1, clkTck }) : resolution;
    return [name, { value: amount === null ? null : amount / per, unit, source, resolution: step / per }];
  });
  return Object.fromEntries(values) as MetricValues;
}
