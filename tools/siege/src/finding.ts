import { type Figure, judge } from '@qsl/bench';

/** Whether what is claimed of a gateway under attack held. Empty for what is only told. */
export type Verdict = 'held' | 'did not hold' | 'too noisy to say' | 'the driver was the limit' | 'unavailable' | '';

export interface Limit {
  readonly bound: 'at most' | 'at least' | 'exactly';
  readonly value: number;
}

/** One line of what an attack found. */
export interface Finding {
  readonly what: string;
  readonly unit: string;
  /** null for what could not be measured. */
  readonly figure: Figure | null;
  readonly limit: Limit | null;
  readonly verdict: Verdict;
  /** What else a reader should know, one sentence each. */
  readonly notes: readonly string[];
}

interface Measured {
  readonly what: string;
  readonly unit: string;
  readonly figure: Figure | number;
  readonly limit?: Limit;
  readonly notes?: readonly string[];
  /** Why a figure beyond its limit would be the driver's doing; undefined where it would not. */
  readonly driverLimit?: string | undefined;
}

/** A measured figure, judged by its limit. */
export function measured({ what, unit, figure, limit, notes = [], driverLimit }: Measured): Finding {
  const known = typeof figure === 'number' ? { value: figure } : figure;
  const verdict = verdictOn(known, limit);
  const excuse = verdict === 'did not hold' ? driverLimit : undefined;
  return {
    ...{ what, unit, figure: known, limit: limit ?? null },
    verdict: excuse === undefined ? verdict : 'the driver was the limit',
    notes: excuse === undefined ? notes : [...notes, excuse],
  };
}

/** A claim that is true or is not. */
export function claim(what: string, isTrue: boolean, ...notes: string[]): Finding {
  return { what, unit: '', figure: null, limit: null, verdict: isTrue ? 'held' : 'did not hold', notes };
}

/** What cannot be tried on this machine, and why. */
export function unavailable(what: string, why: string): Finding {
  return { what, unit: '', figure: null, limit: null, verdict: 'unavailable', notes: [why] };
}

function verdictOn(figure: Figure, limit: Limit | undefined): Verdict {
  if (limit === undefined) return '';
  const { bound, value } = limit;
  if (bound === 'exactly') return figure.value === value ? 'held' : 'did not hold';
  const verdict = judge(figure, { bound, value });
  return verdict === 'holds' ? 'held' : verdict === 'misses' ? 'did not hold' : verdict;
}

/** What all findings come to, the worst first: something did not hold, or cannot be said, or could not be tried at all. */
export function outcomeOf(findings: readonly Finding[]): 'held' | 'broken' | 'untrusted' | 'unavailable' {
  const has = (verdict: Verdict) => findings.some((finding) => finding.verdict === verdict);
  if (has('did not hold')) return 'broken';
  if (has('too noisy to say') || has('the driver was the limit')) return 'untrusted';
  return has('held') ? 'held' : 'unavailable';
}
