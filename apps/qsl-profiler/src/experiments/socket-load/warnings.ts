import { formatShare } from '../../artifact/format.ts';
import type { Warning, WarningCode } from '../../artifact/warning.ts';
import type { DriverName } from './options.ts';
import type { CellRow } from './result.ts';

/** What this experiment warns of. */
type SocketLoadWarning = Extract<
  WarningCode,
  | 'PARTIAL'
  | 'THREADS_BEGAN'
  | 'NOT_ALL_WARM'
  | 'NO_INTERVAL'
  | 'MEASURES_SPAWNING'
  | 'DRIVER_SATURATED'
  | 'DESCRIPTORS_NEAR_LIMIT'
>;

/** Descriptors in use, of those allowed, beyond which little more is needed for a failure. */
const NEAR_LIMIT_SHARE = 0.8;

export interface Judged {
  rows: readonly CellRow[];
  driver: DriverName;
  /** Cells in most of whose trials the driver was busy all the time. */
  saturated: readonly { clients: number; transport: string }[];
  /** What the largest cell needs, of the descriptors that a process may hold. */
  descriptorShare: number;
}

/** Judges the cells. */
export function findWarnings({ rows, driver, saturated, descriptorShare }: Judged): Warning<SocketLoadWarning>[] {
  const warnings: Warning<SocketLoadWarning>[] = [];
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
  if (saturated.length > 0) {
    const cells = saturated.map(({ transport, clients }) => `${transport} at ${clients} clients`);
    warnings.push({
      code: 'DRIVER_SATURATED',
      text: `Bounded by the driver, which had something to do all the time: ${cells.join('; ')}.`,
      remedy: 'The gateway may be faster than these figures; give the driver a core of its own.',
    });
  }
  if (descriptorShare > NEAR_LIMIT_SHARE) {
    const text = `The largest cell needs ${formatShare(descriptorShare)} of the descriptors that a process may hold.`;
    warnings.push({
      code: 'DESCRIPTORS_NEAR_LIMIT',
      text,
      remedy: 'Raise the hard limit (ulimit -Hn) before adding clients.',
    });
  }
  return warnings;
}

const growth = ({ clients, transport, threadsBefore, threadsAfter }: CellRow) =>
  `${transport} at ${clients} clients: ${threadsBefore} to ${threadsAfter}`;
