import { figureOf, inTurn, ratioOf, runToEnd, script } from '@qsl/bench';
import { type Finding, measured } from './finding.ts';
import { openConnections } from './gateway.ts';
import { until } from './time.ts';

/** A request that is answered later than this counts as one that was not served. */
const LATEST_MS = 1000;
/** Connections that an honest client has, from its beginning to its end. */
export const HONEST_CONNECTIONS = 4;
/** Low enough for the gateway to rest in between, high enough for a 99th percentile to stand on a dozen requests. */
const RATE_PER_SECOND = 500;
const WARM_UP_MS = 300;
const CONNECT_MS = 30_000;
/** With a greater part of a latency than this, its own lateness explains it. */
const OWN_SHARE = 0.5;

/** What an honest client of the gateway saw. */
export interface Honest {
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
  readonly sent: number;
  readonly answered: number;
  /** By how much its own requests went out late, 99th percentile: the machine's doing, and part of its latencies. */
  readonly lateP99Us: number;
  readonly failure: string | null;
}

interface HonestTerms {
  readonly port: number;
  readonly durationMs: number;
  readonly warmupMs?: number;
}

/**
 * Runs an honest client to its end: orders by a timetable from a process of its own, latency counted from when each was
 * due, so that neither the attack's loop nor a gateway that pauses can hide anything (qsl-client load, open loop).
 */
export async function runHonest({ port, durationMs, warmupMs = WARM_UP_MS }: HonestTerms): Promise<Honest> {
  const args = [
    'load',
    port,
    '--connections',
    HONEST_CONNECTIONS,
    '--rate',
    RATE_PER_SECOND,
    '--json',
    '--timeout',
    '20s',
  ];
  const times = ['--duration', `${durationMs}ms`, '--warmup', `${warmupMs}ms`];
  const client = script(undefined, 'apps/qsl-client/bin/qsl-client', ...args, ...times);
  return parseHonest(await runToEnd(client, [0, 1, 3]));
}

/** Starts one and waits until it is connected: for attacks that leave no room for newcomers. */
export async function startHonest(terms: HonestTerms): Promise<{ ended: Promise<Honest> }> {
  const before = openConnections(terms);
  const ended = runHonest(terms);
  await Promise.race([until(() => openConnections(terms) >= before + HONEST_CONNECTIONS, CONNECT_MS), ended]);
  return { ended };
}

/** Reads the report of `qsl-client load --json`. */
export function parseHonest(json: string): Honest {
  const { latency, orders, driver, failure } = JSON.parse(json);
  return {
    ...{ p50Us: latency.p50Us, p99Us: latency.p99Us, maxUs: latency.maxUs },
    ...{ sent: orders.sent, answered: orders.answered },
    lateP99Us: driver.delay.p99Us,
    failure: failure?.message ?? null,
  };
}

/** Whether an honest client was served throughout: every request answered, and none of them late. */
export function servedFindings(what: string, all: readonly Honest[]): Finding[] {
  const sum = (of: (one: Honest) => number) => all.reduce((total, one) => total + of(one), 0);
  const failures = all.flatMap(({ failure }) => failure ?? []);
  return [
    measured({
      what: `${what}: requests not answered`,
      unit: '',
      figure: sum(({ sent, answered }) => sent - answered) + failures.length,
      limit: { bound: 'exactly', value: 0 },
      notes: [`${sum(({ answered }) => answered)} were answered`, ...failures],
    }),
    measured({
      what: `${what}: longest wait`,
      unit: 'ms',
      figure: Math.max(...all.map(({ maxUs }) => maxUs)) / 1000,
      limit: { bound: 'at most', value: LATEST_MS },
      driverLimit: driverLimitOf(all, 'maxUs'),
    }),
  ];
}

export interface Compared {
  readonly alone: readonly Honest[];
  readonly besieged: readonly Honest[];
}

/** Measures an honest client of a gateway left alone and of one under attack, in turn. */
export async function compareHonest(
  runs: number,
  sides: { readonly alone: () => Promise<Honest>; readonly besieged: () => Promise<Honest> },
): Promise<Compared> {
  const { ours, theirs } = await inTurn(runs, { ours: sides.besieged, theirs: sides.alone });
  return { besieged: ours, alone: theirs };
}

/** The 50th and 99th percentile under attack, to those without it; the latter within a factor, where one is given. */
export function latencyFindings(what: string, { alone, besieged }: Compared, atMost?: number): Finding[] {
  return (['p50Us', 'p99Us'] as const).map((key) => {
    const [ours, theirs] = [besieged, alone].map((side) => side.map((one) => one[key])) as [number[], number[]];
    const us = (values: number[]) => `${figureOf(values).value.toFixed(0)} µs`;
    return measured({
      what: `${what}: ${key === 'p50Us' ? 'p50' : 'p99'} to that without the attack`,
      unit: '×',
      figure: ratioOf(ours, theirs),
      ...(key === 'p99Us' && atMost !== undefined && { limit: { bound: 'at most', value: atMost } as const }),
      notes: [`${us(ours)} under attack, ${us(theirs)} without, medians of ${ours.length}`],
      driverLimit: driverLimitOf(besieged, key),
    });
  });
}

/** Why a latency is the honest client's own, undefined where it is not. */
function driverLimitOf(all: readonly Honest[], key: 'p50Us' | 'p99Us' | 'maxUs'): string | undefined {
  const late = Math.max(...all.map(({ lateP99Us }) => lateP99Us));
  const latency = Math.max(...all.map((one) => one[key]));
  if (late < latency * OWN_SHARE) return undefined;
  return `the honest client itself sent up to ${(late / 1000).toFixed(1)} ms late (p99): it had to wait for a CPU`;
}
