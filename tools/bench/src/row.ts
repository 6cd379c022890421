import { median } from './statistics.ts';
import { type Figure, judge, ratioOf, type Target, type Verdict } from './verdict.ts';

/** One line of the table. */
export interface Row {
  readonly section: string;
  readonly what: string;
  /** What it is compared with; empty for an absolute figure. */
  readonly against: string;
  /** Of the figure: × for a ratio. */
  readonly unit: string;
  readonly target?: Target;
  readonly figure?: Figure;
  /** What was measured on either side, as text: `71.2 ns/order`. */
  readonly ours?: string;
  readonly theirs?: string;
  readonly verdict: Verdict;
  readonly notes: readonly string[];
}

/** Figures over sizes: how a cost grows. */
export interface Curve {
  readonly section: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly points: readonly (readonly (string | number)[])[];
}

export interface Outcome {
  readonly rows: readonly Row[];
  readonly curves?: readonly Curve[];
}

type Measured = Omit<Row, 'verdict' | 'notes'> & { readonly figure: Figure; readonly notes?: readonly string[] };

/** A row whose figure is judged by its target. */
export function measuredRow(row: Measured): Row {
  return { ...row, verdict: judge(row.figure, row.target), notes: row.notes ?? [] };
}

type Missing = Omit<Row, 'verdict' | 'notes' | 'figure' | 'ours' | 'theirs'>;

/** A row that could not be measured here, and why. */
export function unavailableRow(row: Missing, why: string): Row {
  return { ...row, verdict: 'unavailable', notes: [why] };
}

/**
 * What a rate would be if the CPU were all that limits it, from nanoseconds of CPU time: other programs on the machine
 * disturb that less than they do the clock on the wall.
 */
export function cpuNote(oursNs: readonly number[], theirsNs: readonly number[], target: Target): string {
  const figure = ratioOf(theirsNs, oursNs);
  const { low, high } = figure.interval!;
  const costs = `${median(oursNs).toFixed(0)} ns against ${median(theirsNs).toFixed(0)} ns`;
  return `by CPU time ${figure.value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}], ${judge(figure, target)}: ${costs}`;
}
