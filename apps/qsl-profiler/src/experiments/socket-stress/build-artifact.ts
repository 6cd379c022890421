import type { Artifact } from '../../artifact/artifact.ts';
import { countedMetric, describeMetric, type Metric, type MetricDefinition } from '../../artifact/metric.ts';
import type { NumberTable, Quantity } from '../../artifact/quantity.ts';
import { judgeMachine, judgeRepetitions } from '../../machine/warnings.ts';
import type { MachineProfile } from '../../machine/watch.ts';
import { currentSite, notProvenHere } from '../../site/site.ts';
import { median, sortedSample } from '../../statistics/order-statistics.ts';
import { BUFFER_NAMES, type BufferLimits, type BufferName, explainGrant, type RequestedBytes } from './buffers.ts';
import { sumKnown } from './ledger.ts';
import type { RateLimits } from './rate-limits.ts';
import type { BufferSummary, RateSearchResult, SocketStressArtifact, StressResult, TrialRow } from './result.ts';
import type { Trial } from './trial.ts';
import { findWarnings } from './warnings.ts';

export const SCHEMA = 'urn:qsl:schema:socket-stress:2';

const DOES_NOT_PROVE = [
  'A network: over loopback there is no card, driver, switch or wire, and datagrams keep their order.',
  'A rate or capacity: publisher and subscriber share the cores, and each trial starts both anew, their code cold.',
  'A safe buffer size: what is enough depends on how long this subscriber is kept from running, here and now.',
  'Recovery: the feed detects loss by its sequence numbers and does not repair it.',
];

const PUBLISHER = 'qsl-mdfeed publish --json';
const SUBSCRIBER = 'qsl-mdfeed subscribe --json';

const COLUMNS = {
  published: count('datagrams', `${PUBLISHER}: published`),
  received: count('datagrams', `${SUBSCRIBER}: received, duplicates left out`),
  lost: count('datagrams', 'published - received'),
  gaps: count('gaps', `${SUBSCRIBER}: gaps.count`),
  inGaps: count('datagrams', `${SUBSCRIBER}: gaps.missing - outOfOrder`),
  outsideGaps: count('datagrams', 'lost - inGaps'),
  duplicates: count('datagrams', `${SUBSCRIBER}: duplicates`),
  outOfOrder: count('datagrams', `${SUBSCRIBER}: outOfOrder`),
  malformed: count('datagrams', `${SUBSCRIBER}: malformed`),
  sendFailures: count('datagrams', `${PUBLISHER}: failed`),
  socketDrops: count('datagrams', `${SUBSCRIBER}: kernelDrops, /proc/net/udp drops of its socket by inode`),
  socketDropsObserved: count('datagrams', 'profiler, /proc/net/udp drops of the same socket by inode'),
  namespaceRcvbufErrors: count('datagrams', '/proc/net/snmp Udp RcvbufErrors, its growth'),
  unexplained: count('datagrams', 'lost - sendFailures - socketDrops'),
  publishedPerSecond: { unit: 'datagrams/s', source: `${PUBLISHER}: messagesPerSecond`, resolution: null },
};

export interface StressFindings {
  requested: RequestedBytes;
  limits: BufferLimits;
  trials: Trial[];
  rateLimits: RateLimits | undefined;
  machine: MachineProfile;
}

/** Puts what the trials found into the form of the artifact. */
export function buildArtifact(provenance: Artifact['provenance'], findings: StressFindings): SocketStressArtifact {
  const { limits, trials, rateLimits, machine, requested } = findings;
  const result = describeResult(trials);
  const metrics = [...BUFFER_NAMES.flatMap((buffer) => bufferMetrics(buffer, trials)), unexplainedMetric(result)];
  const sysctl = (name: string, value: number | null): Quantity => ({
    ...{ value, unit: 'bytes', source: `sysctl net.core.${name}`, resolution: 1 },
  });
  return {
    schema: SCHEMA,
    kind: 'socket-stress',
    claim: currentSite().claim,
    provenance,
    conditions: {
      load: `the market data of ${trials[0]?.published ?? 0} messages, back to back`,
      seed: provenance.tunables.QSL_STRESS_SEED?.value ?? 'unavailable',
      transport: provenance.facts.transport,
      granted: BUFFER_NAMES.map((buffer) => `${buffer} ${grantedBytes(buffer, trials)}`).join(', '),
    },
    metrics,
    machine,
    result,
    warnings: [...findWarnings(trials, { requested, limits }), ...judgeMachine(machine), ...judgeRepetitions(metrics)],
    limits: { rmemDefault: sysctl('rmem_default', limits.defaultBytes), rmemMax: sysctl('rmem_max', limits.maxBytes) },
    buffers: forEachBuffer((buffer) => summarise(buffer, findings)),
    trials: { columns: columnsHere(), rows: trials.map(asRow) },
    search: rateLimits === undefined ? null : describeSearch(rateLimits),
    doesNotProve: notProvenHere(DOES_NOT_PROVE),
  };
}

/** Loopback drops nothing, so that there is no column for it. */
function columnsHere() {
  if (currentSite().datagramsDropped === undefined) return COLUMNS;
  return { ...COLUMNS, droppedOnPath: count('datagrams', 'queueing discipline and relay of the path, their growth') };
}

function describeResult(trials: readonly Trial[]): StressResult {
  const ledgers = trials.map(({ ledger }) => ledger);
  const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
  const published = total(trials.map((trial) => trial.published));
  const lost = total(ledgers.map((ledger) => ledger.lost));
  const sendFailures = total(ledgers.map((ledger) => ledger.sendFailures));
  const droppedOnPath = total(ledgers.map((ledger) => ledger.droppedOnPath ?? 0));
  const socketDrops = sumKnown(ledgers.map((ledger) => ledger.socketDrops));
  // Too many in one trial must not make up for too few in another.
  const unexplained = sumKnown(ledgers.map((ledger) => ledger.unexplained && Math.abs(ledger.unexplained)));
  return {
    headline: headline({
      trials: trials.length,
      published,
      lost,
      sendFailures,
      droppedOnPath,
      socketDrops,
      unexplained,
    }),
    published: { ...COLUMNS.published, value: published },
    lost: { ...COLUMNS.lost, value: lost },
    sendFailures: { ...COLUMNS.sendFailures, value: sendFailures },
    socketDrops: { ...COLUMNS.socketDrops, value: socketDrops },
    unexplained: { ...COLUMNS.unexplained, source: 'sum of |lost - sendFailures - socketDrops|', value: unexplained },
  };
}

function headline(
  totals: Record<'trials' | 'published' | 'lost' | 'sendFailures' | 'droppedOnPath', number> &
    Record<'socketDrops' | 'unexplained', number | null>,
): string {
  const n = (value: number) => value.toLocaleString('en-GB');
  const { trials, published, lost, sendFailures, droppedOnPath, socketDrops, unexplained } = totals;
  const loss = `${n(lost)} of ${n(published)} published datagrams were lost in ${n(trials)} trials`;
  if (unexplained === null) return `NOT ATTRIBUTED: ${loss}, and this system does not tell where.`;
  if (unexplained > 0) return `UNEXPLAINED: ${n(unexplained)} datagrams; ${loss}.`;
  const where = `${n(socketDrops ?? 0)} dropped at the subscriber's own socket, ${n(sendFailures)} not sent${droppedOnPath > 0 ? `, ${n(droppedOnPath)} dropped on the path` : ''}`;
  return `Every lost datagram is accounted for: ${loss}, ${where}, 0 unexplained.`;
}

function summarise(buffer: BufferName, { requested, limits, trials }: StressFindings): BufferSummary {
  const own = trials.filter((trial) => trial.buffer === buffer);
  const granted = grantedBytes(buffer, trials);
  const shares = sortedSample(own.map(({ ledger, published }) => (published === 0 ? 0 : ledger.lost / published)));
  const share = (value: number): Quantity => ({
    ...{ value, unit: 'share of published', source: 'lost / published', resolution: null },
  });
  return {
    requested: {
      value: requested[buffer],
      unit: 'bytes',
      source: 'setsockopt SO_RCVBUF; null: not called',
      resolution: 1,
    },
    granted: { value: granted, unit: 'bytes', source: `${SUBSCRIBER}: getsockopt SO_RCVBUF`, resolution: 1 },
    grantedBecause: explainGrant({ requested: requested[buffer], granted }, limits),
    trials: own.length,
    lossShare: { least: share(shares[0] ?? 0), median: share(median(shares)), most: share(shares.at(-1) ?? 0) },
    outsideGaps: { ...COLUMNS.outsideGaps, value: own.reduce((sum, { ledger }) => sum + ledger.outsideGaps, 0) },
  };
}

function grantedBytes(buffer: BufferName, trials: readonly Trial[]): number {
  return trials.find((trial) => trial.buffer === buffer)?.grantedBytes ?? 0;
}

/** Each trial has a publisher and a subscriber of its own. */
function bufferMetrics(buffer: BufferName, trials: readonly Trial[]): Metric[] {
  const own = trials.filter((trial) => trial.buffer === buffer);
  const lossShare: MetricDefinition = {
    ...{ name: `${buffer}.lossShare`, label: `${buffer} buffer: share lost`, unit: 'share of published' },
    ...{ source: 'lost / published', resolution: null, better: 'lower', rank: 'primary' },
  };
  const rate: MetricDefinition = {
    ...{ name: `${buffer}.publishedPerSecond`, label: `${buffer} buffer: rate of the publisher` },
    ...{ ...COLUMNS.publishedPerSecond, better: null, rank: 'secondary' },
  };
  const lost = own.map(({ ledger, published }) => (published === 0 ? 0 : ledger.lost / published));
  return [
    describeMetric(lossShare, { repetitions: lost, freshProcesses: true }),
    describeMetric(rate, {
      repetitions: own.map(({ publishedPerSecond }) => publishedPerSecond),
      freshProcesses: true,
    }),
  ];
}

function unexplainedMetric({ unexplained: { value } }: StressResult): Metric {
  const { unit, source, resolution } = COLUMNS.unexplained;
  const definition = { name: 'unexplained', label: 'datagrams lost without explanation', unit, source, resolution };
  const interval = value === null ? null : { low: value, high: value, level: 0.95, method: 'counted' };
  return countedMetric({ ...definition, better: 'lower', rank: 'primary' }, { value, interval });
}

function asRow(trial: Trial): TrialRow {
  const { buffer, published, received, gaps, duplicates, outOfOrder, malformed, ledger } = trial;
  const { lost, inGaps, outsideGaps, sendFailures, socketDrops, unexplained } = ledger;
  return {
    ...{ buffer, published, received, lost, gaps, inGaps, outsideGaps, duplicates, outOfOrder, malformed },
    ...{ sendFailures, socketDrops },
    ...(ledger.droppedOnPath === undefined ? {} : { droppedOnPath: ledger.droppedOnPath }),
    socketDropsObserved: trial.observedDrops,
    namespaceRcvbufErrors: trial.namespaceDrops,
    unexplained,
    publishedPerSecond: trial.publishedPerSecond,
  };
}

function describeSearch(limits: RateLimits): RateSearchResult {
  const rate = { unit: 'datagrams/s', source: 'qsl-mdfeed publish --rate, by bisection', resolution: 1 };
  const probes: RateSearchResult['probes'] = {
    columns: {
      ratePerSecond: rate,
      feeds: count('feeds', 'profiler'),
      published: COLUMNS.published,
      lost: COLUMNS.lost,
      unexplained: COLUMNS.unexplained,
      achievedPerSecond: { ...COLUMNS.publishedPerSecond, source: `${COLUMNS.publishedPerSecond.source}, the lowest` },
    },
    rows: BUFFER_NAMES.flatMap((buffer) =>
      limits[buffer].probes.map(({ ratePerSecond, trials }) => ({
        ...{ buffer, ratePerSecond },
        feeds: trials.length,
        published: trials.reduce((sum, { published }) => sum + published, 0),
        lost: trials.reduce((sum, { ledger }) => sum + ledger.lost, 0),
        unexplained: sumKnown(trials.map(({ ledger }) => ledger.unexplained)),
        achievedPerSecond: Math.min(...trials.map(({ publishedPerSecond }) => publishedPerSecond)),
      })),
    ),
  };
  const highest = forEachBuffer((buffer) => ({
    lossless: { ...rate, value: limits[buffer].highest },
    lowestWithLoss: { ...rate, value: limits[buffer].lowestWithLoss },
  }));
  return { highest, probes };
}

function forEachBuffer<Value>(describe: (buffer: BufferName) => Value): Record<BufferName, Value> {
  return { small: describe('small'), default: describe('default'), large: describe('large') };
}

function count(unit: string, source: string): NumberTable<never>['columns'][string] {
  return { unit, source, resolution: 1 };
}
