import { getDescriptorLimit } from '@qsl/posix';
import type { Artifact } from '../../artifact/artifact.ts';
import { describeMetric, type Metric } from '../../artifact/metric.ts';
import type { NumberTable } from '../../artifact/quantity.ts';
import { pairOrder, TRANSPORTS, type Transport } from '../../gateway/gateway-program.ts';
import { judgeMachine, judgeRepetitions } from '../../machine/warnings.ts';
import type { MachineProfile } from '../../machine/watch.ts';
import { currentSite, notProvenHere } from '../../site/site.ts';
import { median, sortedSample } from '../../statistics/order-statistics.ts';
import { pairedRatio } from '../../statistics/paired-ratio.ts';
import { YARDSTICK } from '../../yardstick/yardstick.ts';
import type { Cell, Trial } from './cell.ts';
import type { LoadOutcome } from './drivers.ts';
import type { DriverName } from './options.ts';
import { neededDescriptors } from './prerequisites.ts';
import type { CellRow, Comparison, SocketLoadArtifact, TrialRow, Verdict } from './result.ts';
import { findWarnings } from './warnings.ts';

export const SCHEMA = 'urn:qsl:schema:socket-load:2';

const DOES_NOT_PROVE = [
  'A network: over loopback there is no card, driver, wire or loss, and the driver shares the cores with the gateway.',
  'A steady state: every client makes one connection; a trial is one burst, of which a single client is a very short one.',
  'Long sessions: with short-lived clients accepting and closing weigh more than serving.',
  'That what was not shown is not there: few trials show only large differences; and of twenty intervals one misses.',
];

const NS_PER_US = 1000;
const NS_PER_MS = 1e6;
const MS_PER_SECOND = 1000;

/** Where each driver's numbers come from. */
const SOURCES: Record<
  DriverName,
  { wall: string; p50: string; p99: string; max: string; completed: string; wallNs: number; latencyNs: number }
> = {
  single: {
    wall: 'qsl-client load --churn --json: elapsedMs',
    p50: 'qsl-client load --churn --json: latency.p50Us',
    p99: 'qsl-client load --churn --json: latency.p99Us',
    max: 'qsl-client load --churn --json: latency.maxUs',
    completed: 'qsl-client load --churn --json: connections.completed',
    wallNs: 1000,
    // An HdrHistogram of three significant digits; its finest step.
    latencyNs: 1,
  },
  process: {
    wall: 'profiler: first qsl-client started to last one ended',
    p50: 'profiler: qsl-client started to ended, median',
    p99: 'profiler: qsl-client started to ended, 99th percentile',
    max: 'profiler: qsl-client started to ended, longest',
    completed: 'qsl-client: exit status 0',
    wallNs: 1000,
    latencyNs: 1000,
  },
};

/** Of a client; how many there are is in the name of a metric. */
const LOAD = 'short-lived clients at once: connect, NewOrder + Heartbeat, read all replies, close';

/** Puts what the cells found into the form of the artifact. */
export function buildArtifact(
  provenance: Artifact['provenance'],
  { driver, cells, machine }: { driver: DriverName; cells: readonly Cell[]; machine: MachineProfile },
): SocketLoadArtifact {
  const rows = cells.flatMap((cell) => TRANSPORTS.map((transport) => cellRow(cell, transport)));
  const comparisons = cells.map(compare);
  const metrics = cells.flatMap((cell) => TRANSPORTS.flatMap((transport) => cellMetrics(cell, transport, driver)));
  const short = rows.filter(({ completed, clients }) => completed < clients);
  return {
    schema: SCHEMA,
    kind: 'socket-load',
    claim: currentSite().claim,
    provenance,
    conditions: { load: LOAD, driver, transport: provenance.facts.transport, yardstick: YARDSTICK },
    metrics,
    machine,
    headline: headline(rows, short, comparisons),
    partial: short.length > 0,
    driver,
    warnings: [
      ...findWarnings({ rows, driver, saturated: saturatedCells(cells), descriptorShare: descriptorShare(cells) }),
      ...judgeMachine(machine),
      ...judgeRepetitions(metrics),
    ],
    cells: { columns: cellColumns(driver), rows },
    comparisons,
    trials: { columns: trialColumns(driver), rows: cells.flatMap(trialRows) },
    doesNotProve: notProvenHere(DOES_NOT_PROVE),
  };
}

function cellRow({ clients, warmedFor, outcomes, threads }: Cell, transport: Transport): CellRow {
  const trials = outcomes[transport];
  const walls = sortedSample(trials.map(({ wallMs }) => wallMs * NS_PER_MS));
  const middle = (of: (outcome: LoadOutcome) => number) => median(sortedSample(trials.map(of))) * NS_PER_US;
  const medianWall = median(walls);
  const completed = Math.min(...trials.map((trial) => trial.completed));
  return {
    ...{ clients, transport, warmedFor, completed, medianWall },
    trials: trials.length,
    bestWall: walls[0] as number,
    connectionsPerSecond: medianWall === 0 ? 0 : (completed * MS_PER_SECOND * NS_PER_MS) / medianWall,
    latencyP50: middle(({ latencyUs }) => latencyUs.p50),
    latencyP99: middle(({ latencyUs }) => latencyUs.p99),
    latencyMax: Math.max(...trials.map(({ latencyUs }) => latencyUs.max)) * NS_PER_US,
    threadsBefore: threads[transport].before,
    threadsAfter: threads[transport].after,
  };
}

/** The metrics of a cell. Its trials are made with the same two gateways. */
function cellMetrics({ clients, outcomes }: Cell, transport: Transport, driver: DriverName): Metric[] {
  const trials = outcomes[transport];
  const source = SOURCES[driver];
  const metric = (
    name: string,
    definition: Pick<Metric, 'label' | 'source' | 'rank' | 'better'>,
    of: (trial: Trial) => number,
  ) =>
    describeMetric(
      {
        ...definition,
        name: `${transport}.clients${clients}.${name}`,
        unit: 'ns',
        resolution: source.latencyNs,
      },
      { repetitions: trials.map(of), yardstick: trials.map(({ yardstickNs }) => yardstickNs), freshProcesses: false },
    );
  const label = `${clients} ${clients === 1 ? 'client' : 'clients'}, ${transport}:`;
  return [
    metric(
      'wall',
      { label: `${label} wall time`, source: source.wall, better: 'lower', rank: 'primary' },
      ({ wallMs }) => wallMs * NS_PER_MS,
    ),
    metric(
      'latencyP99',
      { label: `${label} latency, p99`, source: source.p99, better: null, rank: 'secondary' },
      ({ latencyUs }) => latencyUs.p99 * NS_PER_US,
    ),
  ];
}

function saturatedCells(cells: readonly Cell[]): { clients: number; transport: Transport }[] {
  return cells.flatMap(({ clients, outcomes }) =>
    TRANSPORTS.filter((transport) => {
      const trials = outcomes[transport];
      return trials.filter(({ driverSaturated }) => driverSaturated).length > trials.length / 2;
    }).map((transport) => ({ clients, transport })),
  );
}

function descriptorShare(cells: readonly Cell[]): number {
  return neededDescriptors(Math.max(...cells.map(({ clients }) => clients))) / getDescriptorLimit().hard;
}

function compare({ clients, outcomes }: Cell): Comparison {
  const quantity = {
    unit: 'ratio',
    source: 'wall time of epoll to threaded, geometric mean of the pairs',
    resolution: null,
  };
  const wallsOf = (transport: Transport) => outcomes[transport].map(({ wallMs }) => wallMs);
  const walls = { epoll: wallsOf('epoll'), threaded: wallsOf('threaded') };
  // A load of which nothing was served took no time.
  if ([...walls.epoll, ...walls.threaded].includes(0)) {
    return { clients, wallRatio: { ...quantity, value: null, interval: null }, verdict: 'too few trials to tell' };
  }
  const { ratio, interval } = pairedRatio(walls.epoll, walls.threaded);
  return { clients, wallRatio: { ...quantity, value: ratio, interval: interval ?? null }, verdict: judge(interval) };
}

function judge(interval: { low: number; high: number } | undefined): Verdict {
  if (interval === undefined) return 'too few trials to tell';
  if (interval.low <= 1 && 1 <= interval.high) return 'no difference shown';
  return interval.high < 1 ? 'epoll faster' : 'threaded faster';
}

function headline(rows: readonly CellRow[], short: readonly CellRow[], comparisons: readonly Comparison[]): string {
  const by = (verdict: Verdict) => comparisons.filter((c) => c.verdict === verdict).map(({ clients }) => clients);
  const verdicts = (['epoll faster', 'threaded faster', 'no difference shown', 'too few trials to tell'] as const)
    .filter((verdict) => by(verdict).length > 0)
    .map((verdict) => `${verdict} at ${by(verdict).join(', ')} clients`);
  const served =
    short.length === 0
      ? `Every client was served in all ${rows.length} cells`
      : `PARTIAL: in ${short.length} of ${rows.length} cells not every client was served (${short.map(described).join('; ')})`;
  return `${served}; ${verdicts.join(', ')}.`;
}

const described = ({ clients, transport, completed }: CellRow) => `${transport} ${completed} of ${clients}`;

function trialRows({ clients, outcomes }: Cell): TrialRow[] {
  return outcomes.threaded.flatMap((_, pair) =>
    pairOrder(pair).map((transport): TrialRow => {
      const { completed, wallMs, latencyUs, failure, driverShare, yardstickNs } = outcomes[transport][pair] as Trial;
      return {
        ...{ clients, pair: pair + 1, transport, completed, failure, driverShare, yardstickRoundTrip: yardstickNs },
        wall: wallMs * NS_PER_MS,
        latencyP50: latencyUs.p50 * NS_PER_US,
        latencyP99: latencyUs.p99 * NS_PER_US,
        latencyMax: latencyUs.max * NS_PER_US,
      };
    }),
  );
}

type Columns = NumberTable<never>['columns'];

function trialColumns(driver: DriverName): Columns {
  const source = SOURCES[driver];
  const latency = (from: string) => ({ unit: 'ns', source: from, resolution: source.latencyNs });
  return {
    clients: { unit: 'clients', source: 'QSL_LOAD_COUNTS', resolution: 1 },
    pair: { unit: 'pairs of trials', source: 'profiler', resolution: 1 },
    completed: { unit: 'clients', source: source.completed, resolution: 1 },
    wall: { unit: 'ns', source: source.wall, resolution: source.wallNs },
    latencyP50: latency(source.p50),
    latencyP99: latency(source.p99),
    latencyMax: latency(source.max),
    driverShare: { unit: 'share', source: 'qsl-client load --churn --json: driver.cpuShare', resolution: 0.001 },
    yardstickRoundTrip: {
      unit: 'ns',
      source: 'client of the yardstick, CLOCK_MONOTONIC, median just before',
      resolution: 1,
    },
  };
}

function cellColumns(driver: DriverName): Columns {
  const { clients, completed, wall, latencyP50, latencyP99, latencyMax } = trialColumns(driver) as Record<
    string,
    Columns[string]
  >;
  const of = (column: Columns[string] | undefined, how: string) => ({
    ...(column as Columns[string]),
    source: `${column?.source}, ${how}`,
  });
  const threads = { unit: 'threads', source: '/proc/<pid>/status Threads', resolution: 1 };
  return {
    clients: clients as Columns[string],
    trials: { unit: 'trials', source: 'QSL_LOAD_TRIALS', resolution: 1 },
    warmedFor: { unit: 'clients', source: 'profiler: long sessions held at once', resolution: 1 },
    completed: of(completed, 'the worst trial'),
    bestWall: of(wall, 'the best trial'),
    medianWall: of(wall, 'the median trial'),
    connectionsPerSecond: { unit: 'connections/s', source: 'completed / medianWall', resolution: null },
    latencyP50: of(latencyP50, 'the median of the trials'),
    latencyP99: of(latencyP99, 'the median of the trials'),
    latencyMax: of(latencyMax, 'the most of all trials'),
    threadsBefore: { ...threads, source: `${threads.source}, warm` },
    threadsAfter: { ...threads, source: `${threads.source}, after the trials` },
  };
}
