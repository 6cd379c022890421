import type { Interval } from '../statistics/interval.ts';

/** A number that says what it counts, where it comes from and how fine it is. */
export interface Quantity {
  /** null: unavailable on this machine. */
  value: number | null;
  unit: string;
  /** The file and field, the tool, or the calculation it comes from. */
  source: string;
  /** The smallest step of the source, in `unit`. null for a value that was calculated. */
  resolution: number | null;
  /** Where the true value lies, for a value that was estimated from a sample; null if the sample was too small. */
  interval?: Interval | null;
}

/** Numbers in rows, whose units, sources and resolutions stand once for each column. */
export interface NumberTable<Row> {
  columns: Record<string, Omit<Quantity, 'value' | 'interval'>>;
  rows: Row[];
}
