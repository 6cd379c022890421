import { readCommitLatency } from '../journal/journal-stats.ts';
import type { Gateway } from '../server.ts';
import { CONNECTION_STATES, Counter, countersOf } from '../shared/counters.ts';
import type { GatewayStats } from '../stats.ts';

/** A gateway's numbers at one moment, as far as counters that others keep changing allow. */
export interface Reading {
  readonly stats: GatewayStats;
  /** Connections by state. */
  readonly connections: readonly [state: string, count: number][];
  /** Of the journal's commits, cumulative, by the longest time in seconds; empty without a journal. */
  readonly commitLatency: readonly [boundSeconds: number, commits: number][];
}

export function readGateway({ shared, stats }: Pick<Gateway, 'shared' | 'stats'>): Reading {
  const threads = shared.descriptors.length;
  const connections = CONNECTION_STATES.map((state, i): [string, number] => {
    let count = 0;
    for (let thread = 0; thread < threads; thread++)
      count += countersOf(shared.counters, thread)[Counter.FirstState + i]!;
    return [state, count];
  });
  return { stats: stats(), connections, commitLatency: shared.journal ? readCommitLatency(shared.journal) : [] };
}
