import { duration, refuse } from '@qsl/cli';
import { formatPercent } from '../artifact/format.ts';
import type { Tunable } from '../provenance/provenance.ts';
import { describeFlag } from '../provenance/tunables.ts';

const MAX_SLOW_DOWN_PERCENT = 1000;
const MAX_DURATION_MS = 86_400_000;

/** As texts, for the command line. */
export const DEFAULTS = { duration: '8m', slowDown: '10', comparisons: '200', seed: '42' } as const;

export const parseDuration = duration({ plainUnit: 's', minMs: 1000, maxMs: MAX_DURATION_MS });

/** Per cent, as a share. */
export function parsePercent(text: string): number {
  const percent = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || percent <= 0 || percent > MAX_SLOW_DOWN_PERCENT) {
    refuse(text, `a number of per cent above 0, at most ${MAX_SLOW_DOWN_PERCENT}`);
  }
  return percent / 100;
}

/** What the figures rest on, beside the programs and their load. */
export interface CalibrationSettings {
  durationMs: number;
  /** A share. */
  slowDown: number;
  comparisons: number;
  seed: number;
}

/** For the header. */
export function describeFlags({
  durationMs,
  slowDown,
  comparisons,
  seed,
}: CalibrationSettings): Record<string, Tunable> {
  return {
    '--duration': describeFlag(`${durationMs} ms`, durationMs === parseDuration(DEFAULTS.duration)),
    '--slow-down': describeFlag(formatPercent(slowDown), slowDown === parsePercent(DEFAULTS.slowDown)),
    '--comparisons': describeFlag(String(comparisons), String(comparisons) === DEFAULTS.comparisons),
    '--seed': describeFlag(String(seed), String(seed) === DEFAULTS.seed),
  };
}
