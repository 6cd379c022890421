import type { NamedArtifact } from '../artifact/read.ts';
import { type Judgement, judgeMetrics, type Rules } from './judge.ts';
import { findObstacles, type ObstacleName } from './obstacles.ts';
import { poolSide, type Side } from './side.ts';

export const SCHEMA = 'urn:qsl:schema:comparison:1';

/** The JSON that `compare --json` prints. docs/schemas/comparison.v1.schema.json describes it; change both or neither. */
export interface Comparison {
  schema: string;
  kind: 'comparison';
  experiment: string;
  baseline: SideSummary;
  candidate: SideSummary;
  /** The probability that any difference is claimed where there is none; all intervals together cover at 1 - alpha. */
  alpha: number;
  margin: number;
  /** Why the sides cannot be compared at all … */
  obstacles: string[];
  /** … and why they should not have been, had `--despite` not been given. */
  overridden: string[];
  metrics: ComparedMetric[];
  verdict: 'regression' | 'no regression shown' | 'not comparable';
}

export interface SideSummary {
  files: string[];
  gitCommit: string;
  utcDate: string;
  dirtyInputs: string;
}

export interface ComparedMetric extends Judgement {
  name: string;
  label: string;
  unit: string;
  better: 'lower' | 'higher' | null;
  rank: 'primary' | 'secondary';
  baseline: number | null;
  candidate: number | null;
}

export interface Sides {
  baseline: readonly NamedArtifact[];
  candidate: readonly NamedArtifact[];
}

/** How comparisons judge unless told otherwise. */
export const DEFAULT_RULES: Rules = { alpha: 0.05, margin: 0.02 };

/** Compares two sides, metric by metric. Throws UsageError if the files of a side are not alike. */
export function compareSides(sides: Sides, rules: Rules, despite: readonly ObstacleName[] = []): Comparison {
  const [baseline, candidate] = [poolSide(sides.baseline), poolSide(sides.candidate)];
  const found = findObstacles(baseline, candidate);
  const [obstacles, overridden] = [false, true].map((wanted) =>
    found.filter(({ name }) => despite.includes(name) === wanted).map(({ text }) => text),
  ) as [string[], string[]];
  const names = [...new Set([...baseline.metrics.keys(), ...candidate.metrics.keys()])];
  const pairs = names.map((name) => ({
    name,
    baseline: baseline.metrics.get(name),
    candidate: candidate.metrics.get(name),
  }));
  const judgements = judgeMetrics(pairs, rules);
  const metrics = pairs.map((pair): ComparedMetric => {
    const judgement = judgements.get(pair.name) as Judgement;
    const { name, label, unit, better, rank } = (pair.candidate ?? pair.baseline) as NonNullable<typeof pair.candidate>;
    return {
      ...{ name, label, unit, better, rank },
      baseline: pair.baseline?.value ?? null,
      candidate: pair.candidate?.value ?? null,
      ...(obstacles.length === 0 ? judgement : withhold(judgement, obstacles)),
    };
  });
  return {
    schema: SCHEMA,
    kind: 'comparison',
    experiment: candidate.kind,
    ...{ baseline: summarise(baseline), candidate: summarise(candidate) },
    ...{ ...rules, obstacles, overridden, metrics, verdict: conclude(metrics) },
  };
}

/** The figures stay; what they are worth is not said. */
function withhold(judgement: Judgement, [obstacle]: readonly string[]): Judgement {
  const why = (obstacle as string).replace(/:.*/, '');
  return {
    ...judgement,
    verdict: 'not comparable',
    why,
    change: judgement.change && { ...judgement.change, interval: null },
  };
}

function conclude(metrics: readonly ComparedMetric[]): Comparison['verdict'] {
  if (metrics.some(({ verdict }) => verdict === 'worse')) return 'regression';
  return metrics.every(({ verdict }) => verdict === 'not comparable') ? 'not comparable' : 'no regression shown';
}

function summarise({ files, facts }: Side): SideSummary {
  const { gitCommit, utcDate, dirtyInputs } = facts;
  return { files, gitCommit, utcDate, dirtyInputs };
}
