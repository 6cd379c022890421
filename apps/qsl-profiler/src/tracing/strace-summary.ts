import { parseCalls, type SyscallCount, type SyscallTable, TraceFormatError } from './syscall-table.ts';

/**
 * Parses the table that `strace -c` writes (strace(1)). The error column is blank for a call that never failed, and a
 * system call unknown to strace goes by a name such as syscall_0x1c5.
 *
 * Only the counts are read. The times beside them are CPU time in the kernel, read off the tick-sampled usage of the
 * traced process, with the tracer's own stops in it.
 * Throws TraceFormatError for anything else, such as the nothing that a killed strace leaves.
 */
export function parseStraceSummary(text: string): SyscallTable {
  const lines = text.split('\n');
  const header = lines.findIndex((line) => /% time\s+seconds\s+usecs\/call\s+calls\s+errors\s+syscall/.test(line));
  const total = lines.findIndex((line, at) => at > header && /\stotal$/.test(line.trimEnd()));
  if (header < 0 || total < 0) {
    throw new TraceFormatError('no complete strace summary: was strace stopped before the program it traced?');
  }
  const table = new Map<string, SyscallCount>();
  for (const line of lines.slice(header + 1, total)) {
    if (!isRule(line)) addRow(table, line);
  }
  checkTotal(table, lines[total] ?? '');
  return table;
}

function isRule(line: string): boolean {
  return /^[-\s]*$/.test(line);
}

function addRow(table: Map<string, SyscallCount>, line: string): void {
  const columns = line.trim().split(/\s+/);
  const syscall = columns.at(-1);
  if (syscall === undefined || columns.length < 5 || columns.length > 6) {
    throw new TraceFormatError(`not a row of a strace summary: "${line.trim().slice(0, 80)}"`);
  }
  const errors = columns.length === 6 ? parseCalls(columns[4], line) : 0;
  table.set(syscall, { calls: parseCalls(columns[3], line), errors });
}

/** strace sums its own table: a parser that lost a row would not agree. */
function checkTotal(table: SyscallTable, line: string): void {
  const stated = parseCalls(line.trim().split(/\s+/)[3], line);
  const found = Array.from(table.values()).reduce((sum, { calls }) => sum + calls, 0);
  if (stated !== found) throw new TraceFormatError(`strace counted ${stated} calls, its table holds ${found}`);
}
