import { predictionReach } from '../statistics/prediction.ts';
import { countOf, type SyscallTable } from './syscall-table.ts';

/** What serving one round trip costs in one kind of system call. */
export interface ServingRow {
  syscall: string;
  /** Counted in the run with connections. */
  loaded: number;
  /** Counted in the runs without, one number a run. */
  controls: number[];
  /** (loaded − mean of the controls) / round trips. */
  perRoundTrip: number;
  /** How far off `perRoundTrip` may be, at 95 %, for what varies between runs: see predictionReach. */
  spread: number;
  /** As `perRoundTrip`, of the calls that failed. */
  errorsPerRoundTrip: number;
}

/**
 * Subtracts what the process does without connections (starting, idling, stopping) from what it did with them. Ordered
 * by cost, then by name. Throws RangeError for fewer than two control runs: without them a raw table would pass for the
 * cost of serving, with one there would be no telling how much of it is chance.
 */
export function servingMix(loaded: SyscallTable, controls: SyscallTable[], roundTrips: number): ServingRow[] {
  if (controls.length < 2 || roundTrips < 1) throw new RangeError('a serving mix needs two controls and round trips');
  const syscalls = new Set([loaded, ...controls].flatMap((table) => Array.from(table.keys())));
  const rows = Array.from(syscalls, (syscall) => servingRow(syscall, loaded, controls, roundTrips));
  return rows.sort((a, b) => b.perRoundTrip - a.perRoundTrip || (a.syscall < b.syscall ? -1 : 1));
}

function servingRow(syscall: string, loaded: SyscallTable, controls: SyscallTable[], roundTrips: number): ServingRow {
  const withLoad = countOf(loaded, syscall);
  const without = controls.map((table) => countOf(table, syscall));
  const calls = without.map((count) => count.calls);
  return {
    syscall,
    loaded: withLoad.calls,
    controls: calls,
    perRoundTrip: (withLoad.calls - mean(calls)) / roundTrips,
    spread: predictionReach(calls) / roundTrips,
    errorsPerRoundTrip: (withLoad.errors - mean(without.map((count) => count.errors))) / roundTrips,
  };
}

/** Calls per round trip of several system calls together, failed ones left out if asked. */
export function perRoundTripOf(
  rows: ServingRow[],
  syscalls: readonly string[],
  { succeeded = false }: { succeeded?: boolean } = {},
): number {
  return rows
    .filter((row) => syscalls.includes(row.syscall))
    .reduce((sum, row) => sum + row.perRoundTrip - (succeeded ? row.errorsPerRoundTrip : 0), 0);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
