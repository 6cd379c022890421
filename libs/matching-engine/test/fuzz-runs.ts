/** A long run, asked for with QSL_LONG, tries so many times as much. */
const LONG = 50;

/** How often a property is tried: `quick` times, or as often as the environment's QSL_FUZZ_RUNS says. */
export function fuzzRuns(quick: number): { numRuns: number } {
  const asked = process.env.QSL_FUZZ_RUNS;
  const numRuns = asked === undefined ? quick * (process.env.QSL_LONG === undefined ? 1 : LONG) : Number(asked);
  if (!Number.isInteger(numRuns) || numRuns < 1) throw new RangeError(`QSL_FUZZ_RUNS must be a count, not ${asked}`);
  return { numRuns };
}
