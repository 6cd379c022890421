import { type Artifact, CLAIM } from '../artifact/artifact.ts';
import type { Metric } from '../artifact/metric.ts';
import type { Quantity } from '../artifact/quantity.ts';
import { DEFAULT_RULES } from '../compare/compare.ts';
import { relativeTo } from '../compare/side.ts';
import { repetitionMetrics } from '../experiments/gateway-io/repetition-metrics.ts';
import { TRANSPORTS, type Transport } from '../gateway/gateway-program.ts';
import type { MachineProfile } from '../machine/watch.ts';
import { shiftBetween } from '../statistics/rank-sum.ts';
import type { Collected, Variant } from './collect.ts';
import { type Calibration, calibrate, seeded } from './draw.ts';
import { type CalibrationArtifact, SCHEMA, type SlowDown } from './result.ts';

/** What is asked of a comparison: false claims at most, slow-downs found at least. */
export const WANTED = { falseClaims: 0.05, found: 0.95 };
/** Repetitions a side that are tried, as far as there are rounds for two blocks. */
const SIZES = [3, 6, 8, 10, 12, 15, 20, 25, 30];

const DOES_NOT_PROVE = [
  'Other machines, or this one at another time: the rates are those of the repetitions in this file.',
  'Independent comparisons: two sides never share a repetition, but different comparisons do.',
  'Smaller slow-downs: what was injected is what is found so often, less is found less often.',
  'Metrics without repetitions: system calls are counted once a run, and compared by their counts.',
];

export interface CalibrationPlan {
  slowDown: number;
  comparisons: number;
  seed: number;
}

/** Draws the comparisons and puts what they came to into the form of the artifact. */
export function buildArtifact(
  provenance: Artifact['provenance'],
  { repetitions, spinNs }: Collected,
  { slowDown, comparisons, seed, machine }: CalibrationPlan & { machine: MachineProfile },
): CalibrationArtifact {
  const transports = TRANSPORTS.filter((transport) => spinNs[transport] !== undefined);
  const metricsOf = (variant: Variant) =>
    transports.flatMap((transport) => repetitionMetrics(transport, repetitions[variant][transport]));
  const pool = { plain: metricsOf('plain'), slowed: metricsOf('slowed') };
  const rounds = Math.max(...transports.map((transport) => repetitions.plain[transport].length));
  const random = seeded(seed);
  const rules = DEFAULT_RULES;
  const results = SIZES.filter((size) => 2 * size <= rounds).map((size) =>
    calibrate({ pool, repetitions: size, comparisons, rules, random }),
  );
  const needed = results.find(({ found }) => found.share >= WANTED.found)?.repetitions ?? null;
  return {
    schema: SCHEMA,
    kind: 'calibration',
    claim: CLAIM,
    provenance,
    headline: headline(results, needed, slowDown),
    machine,
    slowDown: transports.map((transport) => describeSlowDown(transport, spinNs[transport] ?? 0, pool)),
    injected: { value: slowDown, unit: 'share of a round trip', source: '--slow-down', resolution: null },
    rounds: {
      value: rounds,
      unit: 'rounds, a gateway of each transport and variant',
      source: 'profiler',
      resolution: 1,
    },
    seed,
    ...rules,
    results,
    needed: { value: needed, unit: 'repetitions a side', source: 'least of those tried', resolution: 1 },
    pool,
    doesNotProve: DOES_NOT_PROVE,
  };
}

function headline(results: readonly Calibration[], needed: number | null, slowDown: number): string {
  const worst = Math.max(0, ...results.map(({ falseClaims }) => falseClaims.share));
  const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;
  const claims = `At most ${percent(worst)} of comparisons of a gateway with itself claim a difference`;
  const found =
    needed === null
      ? `a delay of ${percent(slowDown)} of a round trip is found in fewer than ${percent(WANTED.found)} with the repetitions there were`
      : `a delay of ${percent(slowDown)} of a round trip is found in ${percent(WANTED.found)} or more from ${needed} repetitions a side`;
  return `${worst <= WANTED.falseClaims ? '' : 'TOO MANY FALSE CLAIMS: '}${claims}; ${found}.`;
}

function describeSlowDown(
  transport: Transport,
  spinNs: number,
  { plain, slowed }: { plain: readonly Metric[]; slowed: readonly Metric[] },
): SlowDown {
  const ratio = (name: string): Quantity => {
    const quantity = {
      unit: 'ratio',
      source: `slowed / plain, ${name} by the yardstick, Hodges-Lehmann`,
      resolution: null,
    };
    const [earlier, later] = [plain, slowed].map((metrics) => {
      const metric = metrics.find((candidate) => candidate.name === `${transport}.${name}`);
      return metric === undefined ? null : relativeTo(metric);
    });
    if (!earlier || !later) return { ...quantity, value: null };
    const samples = { earlier: earlier.map(Math.log), later: later.map(Math.log) };
    const { shift, interval } = shiftBetween(samples, 0.95);
    return {
      ...{ ...quantity, value: Math.exp(shift) },
      interval: interval
        ? { low: Math.exp(interval.low), high: Math.exp(interval.high), level: 0.95, method: 'rank sums on logarithms' }
        : null,
    };
  };
  return {
    transport,
    delay: {
      value: spinNs,
      unit: 'ns',
      source: 'injected share of the undisturbed round trip of three gateways',
      resolution: 1,
    },
    cpuTime: ratio('cpuTime'),
    roundTrip: ratio('roundTrip'),
  };
}
