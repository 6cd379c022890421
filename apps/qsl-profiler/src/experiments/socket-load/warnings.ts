import type { Warning } from '../../artifact/warning.ts';
import type { DriverName } from './options.ts';
import type { CellRow } from './result.ts';

/** What may spoil a figure. A closed set. */
export type WarningCode = 'PARTIAL' | 'THREADS_BEGAN' | 'NOT_ALL_WARM' | 'NO_INTERVAL' | 'MEASURES_SPAWNING';

/** Judges the cells. */
export function findWarnings(rows: readonly CellRow[], driver: DriverName): Warning<WarningCode>[] {
  const warnings: Warning<WarningCode>[] = [];
  if (rows.some(({ completed, clients }) => completed < clients)) {
    const text = 'Not every client was served: times and latencies of those cells are of the ones that were.';
    warnings.push({ code: 'PARTIAL', text, remedy: 'Do not compare them with anything.' });
  }
  const grown = rows.filter(({ threadsBefore, threadsAfter }) => threadsAfter > threadsBefore);
  if (grown.length > 0) {
    warnings.push({
      code: 'THREADS_BEGAN',
      text: `Threads began during the trials (${grown.map(growth).join('; ')}): their start is among the times.`,
      remedy: 'Repeat on a quieter machine.',
    });
  }
  const cold = rows.filter(({ transport, warmedFor, clients }) => transport === 'threaded' && warmedFor < clients);
  if (cold.length > 0) {
    const cells = cold.map(({ clients, warmedFor }) => `${warmedFor} at ${clients} clients`);
    const text = `Threads were warmed for fewer than there are clients (${cells.join('; ')}): clients share them.`;
    warnings.push({ code: 'NOT_ALL_WARM', text, remedy: 'Take the threaded figures there for those of such a pool.' });
  }
  if (rows.some(({ trials }) => trials < 2)) {
    const text = 'One trial tells nothing of how much trials vary: no ratio has an interval.';
    warnings.push({ code: 'NO_INTERVAL', text, remedy: 'Raise QSL_LOAD_TRIALS.' });
  }
  if (driver === 'process') {
    const text = 'Each client is a process: the times are those of starting Node, and hardly of the gateway.';
    warnings.push({ code: 'MEASURES_SPAWNING', text, remedy: 'Leave --driver out to measure the gateway.' });
  }
  return warnings;
}

const growth = ({ clients, transport, threadsBefore, threadsAfter }: CellRow) =>
  `${transport} at ${clients} clients: ${threadsBefore} to ${threadsAfter}`;
