/** Where a true value lies: in `level` of all repetitions an interval made by `method` covers it. */
export interface Interval {
  low: number;
  high: number;
  /** Coverage, as in 0.95. */
  level: number;
  /** How it was made and what it assumes, in one line. */
  method: string;
}

export const LEVEL = 0.95;
