import { median, sortedSample } from '../statistics/order-statistics.ts';
import { canDiffer, rankSumProbability, shiftBetween, type TwoSamples } from '../statistics/rank-sum.ts';
import { holmLevels } from '../statistics/weighted-holm.ts';
import { LEAST_FOR_WELCH, welchInterval, welchProbability } from '../statistics/welch.ts';
import type { PooledMetric } from './side.ts';

export type MetricVerdict = 'better' | 'worse' | 'no difference shown' | 'not comparable';

export interface Change {
  /** The later to the earlier, or the later less the earlier where one of them may be 0. */
  as: 'ratio' | 'difference';
  value: number;
  /** Together with those of all other metrics it covers the truth at the comparison's level. null: none can be had. */
  interval: { low: number; high: number } | null;
}

export interface Judgement {
  verdict: MetricVerdict;
  /** Why there is no verdict; null if there is one. */
  why: string | null;
  change: Change | null;
  /** What was compared: the figure itself, or its ratio to the yardstick. */
  by: 'itself' | 'yardstick';
  repetitions: [baseline: number, candidate: number];
  /** How the interval was made; null without one. */
  method: string | null;
}

export interface Rules {
  /** The probability that a comparison claims any difference where there is none. */
  alpha: number;
  /** Changes up to this share are not worth a claim: artifacts made at different times differ by as much. */
  margin: number;
}

/** Of the error a comparison may make, primary metrics share this much, secondary ones the rest. */
const PRIMARY_SHARE = 0.8;
/** Repetitions with the same process do not show how processes differ; a change has to exceed what that may be. */
const SAME_PROCESS_MARGIN = 0.1;
/** From so many files a side their medians show it. */
const ENOUGH_FILES = 6;

interface Pair {
  name: string;
  baseline: PooledMetric | undefined;
  candidate: PooledMetric | undefined;
}

interface Candidate {
  name: string;
  rank: PooledMetric['rank'];
  better: 'lower' | 'higher';
  /** On a logarithmic scale where the change is a ratio. */
  samples: TwoSamples;
  as: Change['as'];
  by: Judgement['by'];
  /** On the scale of the samples. */
  margin: number;
}

/** A way to tell two samples apart. */
interface Method {
  name: string;
  probability: (samples: TwoSamples, margin: number) => number;
  interval: (samples: TwoSamples, level: number) => ReturnType<typeof shiftBetween>;
}

const RANK_SUM: Method = { name: 'rank sums', probability: rankSumProbability, interval: shiftBetween };
const WELCH: Method = { name: "Welch's t", probability: welchProbability, interval: welchInterval };

interface Test extends Candidate {
  method: Method;
  probability: number;
  weight: number;
}

/** Judges all metrics of a comparison together, so that its error is bounded as a whole (Holm 1979). By name. */
export function judgeMetrics(pairs: readonly Pair[], rules: Rules): Map<string, Judgement> {
  const judgements = new Map<string, Judgement>();
  const candidates: Candidate[] = [];
  for (const pair of pairs) {
    const prepared = prepare(pair, rules);
    if ('verdict' in prepared) judgements.set(pair.name, prepared);
    else candidates.push(prepared);
  }
  const tests = weigh(candidates, rules);
  const levels = holmLevels(tests, rules.alpha);
  for (const [i, test] of tests.entries()) judgements.set(test.name, judge(test, levels[i] as number));
  return judgements;
}

/** Gives each its part of the error, and the method that can reach it: samples too small to be ranked take Welch's. */
function weigh(candidates: readonly Candidate[], { alpha }: Rules): Test[] {
  const count = (rank: Candidate['rank']) => candidates.filter((candidate) => candidate.rank === rank).length;
  const shares = { primary: PRIMARY_SHARE, secondary: 1 - PRIMARY_SHARE };
  const weights = candidates.map(({ rank }) => shares[rank] / count(rank));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return candidates.map((candidate, i) => {
    const weight = weights[i] as number;
    const { earlier, later } = candidate.samples;
    const ranked = canDiffer(later.length, earlier.length, 1 - (alpha * weight) / total);
    const method = ranked ? RANK_SUM : WELCH;
    return { ...candidate, weight, method, probability: method.probability(candidate.samples, candidate.margin) };
  });
}

function prepare({ name, baseline, candidate }: Pair, { margin }: Rules): Candidate | Judgement {
  if (baseline === undefined || candidate === undefined) {
    return incomparable(`only in the ${baseline === undefined ? 'candidate' : 'baseline'}`);
  }
  const { better, rank } = candidate;
  if (better === null) return incomparable('it tells of the machine as much as of the program', baseline, candidate);
  if (baseline.absolute.length === 0 && candidate.absolute.length === 0)
    return judgeCounted(baseline, candidate, margin);
  const sameProcess = !(baseline.freshProcesses && candidate.freshProcesses);
  const perFile =
    sameProcess && Math.min(baseline.perFile.absolute.length, candidate.perFile.absolute.length) >= ENOUGH_FILES;
  const [one, other] = perFile ? [baseline.perFile, candidate.perFile] : [baseline, candidate];
  const by = one.relative !== null && other.relative !== null ? 'yardstick' : 'itself';
  const earlier = (by === 'yardstick' ? one.relative : one.absolute) as number[];
  const later = (by === 'yardstick' ? other.relative : other.absolute) as number[];
  if (Math.min(earlier.length, later.length) < LEAST_FOR_WELCH)
    return incomparable(tooFew(earlier, later), baseline, candidate);
  const wanted = sameProcess && !perFile ? Math.max(margin, SAME_PROCESS_MARGIN) : margin;
  const as = [...earlier, ...later].every((value) => value > 0) ? 'ratio' : 'difference';
  const samples = as === 'ratio' ? { earlier: earlier.map(Math.log), later: later.map(Math.log) } : { earlier, later };
  const scaledMargin = as === 'ratio' ? Math.log(1 + wanted) : wanted * median(sortedSample(earlier));
  return { name, rank, better, by, as, samples, margin: scaledMargin };
}

function judge({ samples, as, by, better, margin, method }: Test, level: number): Judgement {
  const { shift, interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY } } = method.interval(
    samples,
    level,
  );
  const back = as === 'ratio' ? Math.exp : (value: number) => value;
  return {
    verdict: decide(interval, { margin, better }),
    why: null,
    change: { as, value: back(shift), interval: { low: back(interval.low), high: back(interval.high) } },
    by,
    repetitions: [samples.earlier.length, samples.later.length],
    method: `${method.name}${as === 'ratio' ? ' on logarithms' : ''}, level ${level.toFixed(4)} by Holm`,
  };
}

function decide(
  { low, high }: { low: number; high: number },
  { margin, better }: { margin: number; better: PooledMetric['better'] },
): MetricVerdict {
  if (low <= margin && high >= -margin) return 'no difference shown';
  return low > margin === (better === 'higher') ? 'better' : 'worse';
}

/** What was counted once in each file: a difference is one when the intervals are further apart than the margin. */
function judgeCounted(baseline: PooledMetric, candidate: PooledMetric, margin: number): Judgement {
  const [before, after] = [baseline.interval, candidate.interval];
  if (baseline.value === null || candidate.value === null || before === null || after === null) {
    return incomparable('it was not measured', baseline, candidate);
  }
  const value = candidate.value - baseline.value;
  const interval = { low: after.low - before.high, high: after.high - before.low };
  const verdict = decide(interval, { margin: margin * Math.abs(baseline.value), better: candidate.better });
  const method = 'counted once a file; the difference of two intervals';
  return {
    verdict,
    why: null,
    change: { as: 'difference', value, interval },
    by: 'itself',
    repetitions: [baseline.perFile.absolute.length, candidate.perFile.absolute.length],
    method,
  };
}

function incomparable(why: string, baseline?: PooledMetric, candidate?: PooledMetric): Judgement {
  const [before, after] = [baseline?.value ?? null, candidate?.value ?? null];
  const change: Change | null =
    before === null || after === null
      ? null
      : before > 0 && after > 0
        ? { as: 'ratio', value: after / before, interval: null }
        : { as: 'difference', value: after - before, interval: null };
  const repetitions: Judgement['repetitions'] = [baseline?.absolute.length ?? 0, candidate?.absolute.length ?? 0];
  return { verdict: 'not comparable', why, change, by: 'itself', repetitions, method: null };
}

function tooFew(earlier: readonly number[], later: readonly number[]): string {
  return `too few repetitions: ${earlier.length} and ${later.length}`;
}
