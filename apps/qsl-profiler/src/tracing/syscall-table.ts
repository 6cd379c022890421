/** How often a system call was made, and how many of those calls failed. */
export interface SyscallCount {
  calls: number;
  errors: number;
}

/** Counts by the name of the system call. */
export type SyscallTable = ReadonlyMap<string, SyscallCount>;

const NONE: SyscallCount = { calls: 0, errors: 0 };

/** The count of one system call; zero where the table does not list it. */
export function countOf(table: SyscallTable, syscall: string): SyscallCount {
  return table.get(syscall) ?? NONE;
}

/** The sum of several tables. */
export function sumTables(tables: Iterable<SyscallTable>): SyscallTable {
  const sum = new Map<string, SyscallCount>();
  for (const table of tables) {
    for (const [syscall, { calls, errors }] of table) {
      const before = sum.get(syscall) ?? NONE;
      sum.set(syscall, { calls: before.calls + calls, errors: before.errors + errors });
    }
  }
  return sum;
}

/** A tracer's output that does not read as expected. */
export class TraceFormatError extends Error {
  override readonly name = 'TraceFormatError';
  readonly code = 'TRACE_FORMAT';
}

/** A whole number in a tracer's table. */
export function parseCalls(text: string | undefined, line: string): number {
  if (text === undefined || !/^\d+$/.test(text)) {
    throw new TraceFormatError(`no count where one belongs: "${line.trim().slice(0, 80)}"`);
  }
  return Number(text);
}
