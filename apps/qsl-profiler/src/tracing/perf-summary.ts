import { parseCalls, type SyscallCount, type SyscallTable, TraceFormatError } from './syscall-table.ts';

/** What one thread did while perf watched. */
export interface ThreadSummary {
  /** The thread's name, up to 15 bytes. */
  name: string;
  tid: number;
  table: SyscallTable;
}

export interface PerfSummary {
  threads: ThreadSummary[];
  /** Events the ring buffer had no room for: with any, the counts are too low. */
  lostEvents: number;
}

/**
 * Parses what `perf trace -s` writes: for each thread a line such as ` node (123), 20 events, 5.0%` and a table of its
 * system calls. Versions differ in whether they count errors, so columns are found by the header.
 * Throws TraceFormatError where there is no summary at all.
 */
export function parsePerfSummary(text: string): PerfSummary {
  if (!/^\s*Summary of events:/m.test(text)) throw new TraceFormatError('no perf trace summary');
  const threads: { name: string; tid: number; table: Map<string, SyscallCount> }[] = [];
  let lostEvents = 0;
  let columns: string[] = [];
  for (const line of text.split('\n')) {
    const [, name, tid] = /^ (.*) \((\d+)\), \d+ events, /.exec(line) ?? [];
    if (name !== undefined) {
      threads.push({ name, tid: Number(tid), table: new Map() });
      columns = [];
    } else if (/^\s+syscall\s+calls\s/.test(line)) {
      columns = line.trim().split(/\s+/);
    } else if (columns.length > 0 && isRow(line)) {
      const [syscall, count] = parseRow(line, columns);
      threads.at(-1)?.table.set(syscall, count);
    }
    lostEvents += Number(/LOST (\d+) events!/.exec(line)?.[1] ?? 0);
  }
  return { threads, lostEvents };
}

/** Rows begin with a name; rulers and the line of units do not. */
function isRow(line: string): boolean {
  return /^\s+\w+\s+\d/.test(line);
}

function parseRow(line: string, columns: string[]): [string, SyscallCount] {
  const cells = line.trim().split(/\s+/);
  const errorsAt = columns.indexOf('errors');
  return [
    cells[0] ?? '',
    {
      calls: parseCalls(cells[columns.indexOf('calls')], line),
      errors: errorsAt < 0 ? 0 : parseCalls(cells[errorsAt], line),
    },
  ];
}
