import type { MeasuredArtifact } from '../artifact/artifact.ts';
import { describeMetric, type Metric } from '../artifact/metric.ts';
import { type Comparison, compareSides } from '../compare/compare.ts';
import type { Rules } from '../compare/judge.ts';
import { wilsonInterval } from '../statistics/wilson.ts';

/** All repetitions of one variant, and of the other, in the order they were made. */
export interface Pool {
  plain: readonly Metric[];
  slowed: readonly Metric[];
}

/** How many of so many comparisons came to something. */
export interface Rate {
  count: number;
  of: number;
  share: number;
  interval: { low: number; high: number };
}

/** Comparisons of so many repetitions a side. */
export interface Calibration {
  repetitions: number;
  /** Blocks of the same gateway: comparisons that claim any difference at all. */
  falseClaims: Rate;
  /** A plain block against a slowed one: comparisons that find a time worse. */
  found: Rate;
}

export interface Draw {
  pool: Pool;
  /** Repetitions a side. */
  repetitions: number;
  comparisons: number;
  rules: Rules;
  random: () => number;
}

/**
 * Draws comparisons from real repetitions: each side is a block of consecutive ones, as a run would have made them, and
 * the two blocks share none. Different comparisons do share repetitions.
 */
export function calibrate({ pool, repetitions: size, comparisons, rules, random }: Draw): Calibration {
  const rounds = pool.plain[0]?.repetitions.length ?? 0;
  let [claims, found] = [0, 0];
  for (let drawn = 0; drawn < comparisons; drawn++) {
    const [one, other] = drawBlocks({ rounds, size, random });
    const block = (metrics: readonly Metric[], start: number) => artifactOf(metrics, { start, size });
    const same = compare(block(pool.plain, one), block(pool.plain, other), rules);
    if (same.metrics.some(({ verdict }) => verdict === 'worse' || verdict === 'better')) claims++;
    const slower = compare(block(pool.plain, one), block(pool.slowed, other), rules);
    if (slower.metrics.some(({ verdict, unit }) => verdict === 'worse' && unit === 'ns')) found++;
  }
  return { repetitions: size, falseClaims: rate(claims, comparisons), found: rate(found, comparisons) };
}

/** Where two blocks begin that share no round: their places are uniform, and which is first is a coin toss. */
function drawBlocks({
  rounds,
  size,
  random,
}: {
  rounds: number;
  size: number;
  random: () => number;
}): [number, number] {
  const free = rounds - 2 * size;
  if (free < 0) throw new RangeError(`${rounds} rounds are too few for two blocks of ${size}`);
  const pick = () => Math.floor(random() * (free + 1));
  const [first = 0, second = 0] = [pick(), pick()].sort((a, b) => a - b);
  const blocks: [number, number] = [first, second + size];
  return random() < 0.5 ? blocks : [blocks[1], blocks[0]];
}

function artifactOf(metrics: readonly Metric[], { start, size }: { start: number; size: number }): MeasuredArtifact {
  const cut = (values: readonly number[]) => values.slice(start, start + size);
  return {
    ...NOTHING_ELSE,
    metrics: metrics.map(({ repetitions, yardstick, freshProcesses, value: _, interval: __, ...definition }) =>
      describeMetric(definition, {
        repetitions: cut(repetitions),
        ...(yardstick && { yardstick: cut(yardstick) }),
        freshProcesses,
      }),
    ),
  };
}

/** What a comparison looks at besides the metrics, the same for all. */
const NOTHING_ELSE = {
  ...{ schema: '', kind: 'gateway-io', claim: '', conditions: {} },
  provenance: { facts: { dirtyInputs: 'no' }, tunables: {} },
} as unknown as MeasuredArtifact;

function compare(baseline: MeasuredArtifact, candidate: MeasuredArtifact, rules: Rules): Comparison {
  const side = (artifact: MeasuredArtifact) => [{ file: 'block', name: 'block', artifact }];
  return compareSides({ baseline: side(baseline), candidate: side(candidate) }, rules);
}

function rate(count: number, of: number): Rate {
  return { count, of, share: count / of, interval: wilsonInterval(count, of) };
}

/** A small generator of numbers from 0 to 1 (mulberry32): the same seed draws the same comparisons. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
