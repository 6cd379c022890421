import { type Figure, figureOf } from '../verdict.ts';

/** How far two points of a curve are apart: those where that is most. */
export interface Spread {
  /** Indices of the points, the dearest and the cheapest. */
  readonly dearest: number;
  readonly cheapest: number;
  /** undefined where a cost is as good as nothing, or less, and so the ratio is without limit. */
  readonly figure: Figure | undefined;
}

/**
 * The dearest point of a curve against the cheapest. `costs[point][run]`: each run has measured every point, and gives a
 * ratio for each two of them; the two points whose median is the highest are it. The most and the least of every single
 * run would not do: where costs are noisy they lie apart on a flat curve too, and no number of runs brings them together.
 */
export function spreadOf(costs: readonly (readonly number[])[]): Spread {
  let widest: (Spread & { figure: Figure }) | undefined;
  for (const [dearest, ours] of costs.entries()) {
    for (const [cheapest, theirs] of costs.entries()) {
      if (dearest === cheapest) continue;
      const figure = figureOf(ours.map((cost, run) => times(cost, theirs[run]!)));
      if (widest === undefined || figure.value > widest.figure.value) widest = { dearest, cheapest, figure };
    }
  }
  if (widest === undefined) throw new RangeError('no spread of fewer than two points');
  const { low, high } = widest.figure.interval!;
  return low > 0 && Number.isFinite(high) ? widest : { ...widest, figure: undefined };
}

/** A cost that is nothing or less, which only a difference of noisy costs can be, is too small by any factor. */
const times = (cost: number, cheaper: number) => (cheaper > 0 ? cost / cheaper : Number.POSITIVE_INFINITY);
