/** Sides that are compared with one yardstick. */
interface Comparison<Side extends string, Sample> {
  readonly sides: readonly Side[];
  readonly yardstick: Side;
  readonly rounds: number;
  /** Rounds before the first that counts. */
  readonly warmUps: number;
  readonly run: (side: Side) => Promise<Sample>;
}

interface Pairs<Sample> {
  readonly ours: Sample[];
  readonly theirs: Sample[];
}

/**
 * Runs of all sides, round by round, each directly beside a run of the yardstick, which stands between two sides and serves
 * both: a Y b, c Y, and the other way round in the next round, so that who comes first changes.
 */
export async function runBeside<Side extends string, Sample>({
  sides,
  yardstick,
  rounds,
  warmUps,
  run,
}: Comparison<Side, Sample>): Promise<Record<Side, Pairs<Sample>>> {
  const order: Side[] = sides.flatMap((side, i) => (i % 2 === 0 ? [side, yardstick] : [side]));
  const pairs = new Map<Side, Pairs<Sample>>(sides.map((side) => [side, { ours: [], theirs: [] }]));
  for (let round = -warmUps; round < rounds; round++) {
    const turn = round % 2 === 0 ? order : order.toReversed();
    const samples: Sample[] = [];
    for (const side of turn) samples.push(await run(side));
    if (round < 0) continue;
    for (const [i, side] of turn.entries()) {
      if (side === yardstick) continue;
      pairs.get(side)!.ours.push(samples[i]!);
      pairs.get(side)!.theirs.push(samples[turn[i + 1] === yardstick ? i + 1 : i - 1]!);
    }
  }
  return Object.fromEntries(pairs) as Record<Side, Pairs<Sample>>;
}
