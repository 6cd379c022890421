import { type ProcessTarget, readStat, readStatus } from '@qsl/procfs';
import type { LedgerTotals, ThreadLedger } from './thread-ledger.ts';
import { readThreads } from './threads.ts';

/** What a process has used, since it began or between two readings. null: this kernel does not say. */
export interface Usage extends LedgerTotals {
  /** Ticks of 1 / CLK_TCK s; ended threads included by the kernel. */
  userTicks: number;
  systemTicks: number;
  minorFaults: number;
  majorFaults: number;
  /** The high-water mark of the resident set; between two readings, its growth. */
  peakResidentBytes: number | null;
}

/** Reads a process and enters its threads into the ledger. Throws ProcfsError if the process has ended. */
export function readUsage(target: ProcessTarget, ledger: ThreadLedger): Usage {
  ledger.enter(readThreads(target));
  const { userTicks, systemTicks, minorFaults, majorFaults } = readStat(target);
  const { vmHwmBytes = null } = readStatus(target);
  return { ...ledger.totals, userTicks, systemTicks, minorFaults, majorFaults, peakResidentBytes: vmHwmBytes };
}

/** What was used between two readings of one process. */
export function usageBetween(before: Usage, after: Usage): Usage {
  return mapUsage(after, (amount, key) => {
    const earlier = before[key];
    return earlier === null || amount === null ? null : amount - earlier;
  });
}

/** The sums of one or more usages. One that the kernel says nothing of does not take the others' figures away. */
export function addUsages(usages: readonly Usage[]): Usage {
  return mapUsage(usages[0] as Usage, (_, key) => {
    const known = usages.flatMap((usage) => usage[key] ?? []);
    return known.length === 0 ? null : known.reduce((sum, amount) => sum + amount);
  });
}

/** The share of one round trip. */
export function usagePer(roundTrips: number, usage: Usage): Usage {
  return mapUsage(usage, (amount) => (amount === null ? null : amount / roundTrips));
}

function mapUsage(usage: Usage, change: (amount: number | null, key: keyof Usage) => number | null): Usage {
  const entries = Object.entries(usage) as [keyof Usage, number | null][];
  return Object.fromEntries(entries.map(([key, amount]) => [key, change(amount, key)])) as unknown as Usage;
}
