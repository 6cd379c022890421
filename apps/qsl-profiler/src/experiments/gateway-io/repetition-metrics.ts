import { countedMetric, describeMetric, type Metric, type MetricDefinition } from '../../artifact/metric.ts';
import type { Transport } from '../../gateway/gateway-program.ts';
import { countedMedian, type LoadCost, type Repetition, type Turn, undisturbed } from './repetition.ts';
import type { StraceProfile } from './result.ts';

interface Definition extends Omit<MetricDefinition, 'resolution'> {
  of: (repetition: Repetition) => number | null;
  yardstick?: (repetition: Repetition) => number | null;
}

const SCHEDSTAT = '/proc/<pid>/task/<tid>/schedstat, summed over threads:';
const STATUS = '/proc/<pid>/task/<tid>/status, summed over threads:';
const CLOCK = 'client, CLOCK_MONOTONIC, connect to close';

const atRest = (of: (turn: Turn) => number | null) => (repetition: Repetition) => undisturbed(repetition, of);
const typical = (of: (load: LoadCost) => number | null) => (repetition: Repetition) => countedMedian(repetition, of);

/** What every repetition of a transport tells. */
const DEFINITIONS: readonly Definition[] = [
  {
    ...{ name: 'cpuTime', label: 'CPU time per round trip, undisturbed', unit: 'ns' },
    source: `${SCHEDSTAT} time on CPU, twentieth part of turns of 25`,
    ...{ better: 'lower', rank: 'primary', of: atRest(({ cpuTime }) => cpuTime) },
    yardstick: atRest(({ yardstickCpuTime }) => yardstickCpuTime),
  },
  {
    ...{ name: 'roundTrip', label: 'round trip, undisturbed', unit: 'ns' },
    source: `${CLOCK}, median of a turn of 25, twentieth part of the turns`,
    ...{ better: 'lower', rank: 'primary', of: atRest(({ roundTrip }) => roundTrip) },
    yardstick: atRest(({ yardstickRoundTrip }) => yardstickRoundTrip),
  },
  {
    ...{ name: 'roundTripP99', label: 'round trip, p99', unit: 'ns', source: CLOCK },
    ...{ better: null, rank: 'secondary', of: typical(({ p99 }) => p99) },
    yardstick: typical(({ yardstickP99 }) => yardstickP99),
  },
  {
    ...{ name: 'runQueueDelay', label: 'waiting for a CPU, per round trip', unit: 'ns' },
    ...{ source: `${SCHEDSTAT} run-queue delay`, better: null, rank: 'secondary' },
    of: typical(({ runQueueDelay }) => runQueueDelay),
  },
  {
    ...{ name: 'voluntarySwitches', label: 'voluntary switches per round trip', unit: 'switches' },
    ...{ source: `${STATUS} voluntary_ctxt_switches`, better: null, rank: 'secondary' },
    of: typical(({ voluntarySwitches }) => voluntarySwitches),
  },
  {
    ...{ name: 'involuntarySwitches', label: 'involuntary switches per round trip', unit: 'switches' },
    ...{ source: `${STATUS} nonvoluntary_ctxt_switches`, better: null, rank: 'secondary' },
    of: typical(({ involuntarySwitches }) => involuntarySwitches),
  },
  {
    ...{ name: 'minorFaults', label: 'minor faults per round trip', unit: 'faults', source: '/proc/<pid>/stat minflt' },
    ...{ better: null, rank: 'secondary', of: typical(({ minorFaults }) => minorFaults) },
  },
  {
    ...{ name: 'driverShare', label: "the driver's CPU time by wall time", unit: 'share' },
    ...{ source: "getrusage of the driver's thread / wall time", better: null, rank: 'secondary' },
    of: typical(({ driverShare }) => driverShare),
  },
];

const PEAK: Omit<MetricDefinition, 'name'> = {
  ...{ label: 'peak resident set', unit: 'bytes', source: '/proc/<pid>/status VmHWM', resolution: 1024 },
  ...{ better: 'lower', rank: 'secondary' },
};

/** The metrics of one transport, from its repetitions. */
export function repetitionMetrics(transport: Transport, repetitions: readonly Repetition[]): Metric[] {
  const metrics = DEFINITIONS.map(({ of, yardstick, name, ...definition }) =>
    describeMetric(
      { ...definition, name: `${transport}.${name}`, resolution: null },
      {
        repetitions: repetitions.map(of),
        ...(yardstick && { yardstick: repetitions.map(yardstick) }),
        freshProcesses: true,
      },
    ),
  );
  const peak = describeMetric(
    { ...PEAK, name: `${transport}.peakResident` },
    { repetitions: repetitions.map(({ peakResidentBytes }) => peakResidentBytes), freshProcesses: true },
  );
  return [...metrics, peak];
}

/**
 * The system calls on sockets per round trip, counted once. Those that succeed are judged: what is served needs them, and they
 * are exact but for what control runs vary by. Those that fail are looks at what is not there yet, a thread's before it
 * blocks, an accept's after the last connection: how many there are is a matter of timing, which one count does not tell.
 */
export function socketCallMetrics(transport: Transport, { table }: StraceProfile): Metric[] {
  const rows = table.rows.filter((row) => row.class === 'socket');
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
  const [reach, failed] = [sum(({ spread }) => spread), sum(({ errorsPerRoundTrip }) => errorsPerRoundTrip)];
  const succeeded = sum(({ perRoundTrip }) => perRoundTrip) - failed;
  const method = '95 % prediction interval of one more control run';
  const interval = { low: succeeded - reach, high: succeeded + reach, level: 0.95, method };
  const common = { source: 'strace -f -c, class socket', unit: 'calls', resolution: null } as const;
  return [
    countedMetric(
      {
        ...{
          ...common,
          name: `${transport}.socketCalls`,
          label: 'system calls on sockets that succeed, per round trip',
        },
        ...{ better: 'lower', rank: 'primary' },
      },
      { value: succeeded, interval },
    ),
    countedMetric(
      {
        ...{
          ...common,
          name: `${transport}.failedSocketCalls`,
          label: 'system calls on sockets that fail, per round trip',
        },
        ...{ better: null, rank: 'secondary' },
      },
      { value: failed, interval: null },
    ),
  ];
}
