/** One try of a paced rate. */
export interface Probe {
  ratePerSecond: number;
  lossless: boolean;
}

export interface RateSearch<P extends Probe> {
  probes: P[];
  /** The highest rate that went through without loss; null if none did. */
  highest: number | null;
  /** The lowest that lost something above it; null if none did. */
  lowestWithLoss: number | null;
}

export interface SearchRange {
  /** Messages a second. */
  low: number;
  high: number;
  /** How many rates may be tried. */
  maxProbes: number;
}

/** Rates closer than this are the same: one run differs more from the next. */
const RESOLUTION = 1.05;

/**
 * Looks for the highest rate without loss by bisection on a logarithmic scale: the ends of the range first, then
 * always the geometric middle between the highest rate that passed and the lowest that did not.
 */
export async function searchRate<P extends Probe>(
  { low, high, maxProbes }: SearchRange,
  probe: (ratePerSecond: number) => Promise<P>,
): Promise<RateSearch<P>> {
  const probes: P[] = [];
  let highest: number | null = null;
  let lowestWithLoss: number | null = null;
  let next: number | undefined = high;
  while (next !== undefined && probes.length < maxProbes) {
    const result: P = await probe(next);
    probes.push(result);
    if (result.lossless) highest = next;
    else lowestWithLoss = next;
    next = nextRate(low, highest, lowestWithLoss);
  }
  return { probes, highest, lowestWithLoss };
}

function nextRate(low: number, highest: number | null, lowestWithLoss: number | null): number | undefined {
  if (lowestWithLoss === null || lowestWithLoss <= low) return undefined;
  if (highest === null) return low;
  if (lowestWithLoss / highest <= RESOLUTION) return undefined;
  return Math.round(Math.sqrt(highest * lowestWithLoss));
}
