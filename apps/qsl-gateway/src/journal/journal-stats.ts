import { JournalControl, type JournalMemory, JournalTotal, LATENCY_BOUNDS_S } from './journal-memory.ts';

/** What a journal did since its gateway started. */
export interface JournalStats {
  /** Writes, each followed by an fdatasync unless nothing waits for the disk. */
  readonly commits: number;
  readonly commands: number;
  readonly bytes: number;
  /** Time that the commits took, summed, and the slowest of them. */
  readonly commitSeconds: number;
  readonly slowestCommitSeconds: number;
  /** Most bytes of one commit. */
  readonly commitHighWaterBytes: number;
}

export function readJournalStats({ control, totals }: JournalMemory): JournalStats {
  return {
    commits: totals[JournalTotal.Commits]!,
    commands: totals[JournalTotal.Commands]!,
    bytes: totals[JournalTotal.Bytes]!,
    commitSeconds: totals[JournalTotal.Seconds]!,
    slowestCommitSeconds: totals[JournalTotal.SlowestSeconds]!,
    commitHighWaterBytes: Atomics.load(control, JournalControl.LengthHighWater),
  };
}

/** How many commits took up to each bound, in seconds; the last bound is Infinity. */
export function readCommitLatency({ totals }: JournalMemory): [boundSeconds: number, commits: number][] {
  let commits = 0;
  return [...LATENCY_BOUNDS_S, Number.POSITIVE_INFINITY].map((bound, bucket) => {
    commits += totals[JournalTotal.FirstBucket + bucket]!;
    return [bound, commits];
  });
}
