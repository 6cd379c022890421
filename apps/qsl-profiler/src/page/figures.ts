import { formatAmount } from '../artifact/format.ts';
import type { Interval } from '../statistics/interval.ts';
import type { Figure } from './html.ts';

interface Measured {
  value: number | null;
  unit: string;
  interval?: Interval | null;
}

/** A quantity or metric at a path of the JSON, as a figure in the unit that reads best. */
export function valueAt(path: string, { value, unit }: Measured, show = formatAmount): Figure {
  return { path: `${path}.value`, value, text: show(value, unit) };
}

/** The ends of its interval; empty without one. */
export function intervalAt(path: string, { interval, unit }: Measured, show = formatAmount): Figure[] {
  if (!interval) return [];
  return (['low', 'high'] as const).map((end) => ({
    path: `${path}.interval.${end}`,
    value: interval[end],
    text: show(interval[end], unit),
  }));
}

/** A number of a table at a path of the JSON. */
export function numberAt(path: string, value: number | null, unit: string): Figure {
  return { path, value, text: formatAmount(value, unit) };
}

/** A share as per cent. */
export function percent(value: number | null): string {
  return value === null ? 'unavailable' : `${(value * 100).toFixed(1)} %`;
}

/** "57 µs [56 µs, 67 µs]": a value with its interval, where there is one. */
export function estimateAt(path: string, measured: Measured, show = formatAmount): (Figure | string)[] {
  const [low, high] = intervalAt(path, measured, show);
  const value = valueAt(path, measured, show);
  return low === undefined || high === undefined ? [value] : [value, ' [', low, ', ', high, ']'];
}
