import { formatNumber, formatRate } from '../../artifact/format.ts';
import { layOut, wrap } from '../../artifact/text-table.ts';
import { classOf } from '../../tracing/syscall-class.ts';
import type { PerfProfile, StraceProfile, SyscallRow, TracedLoad } from './result.ts';

const LINES = { width: 100, first: '     ', rest: '       ' };
/** Fewer calls per round trip than this are no part of serving one … */
const LEAST_RATE = 0.02;
/** … nor are so few calls in a whole load, which is what stray ones come to. */
const LEAST_CALLS = 5;
/** Where strace sees but noise, perf's word for this many calls per round trip makes a row; for fewer, a mention. */
const ROW_BY_PERF = 0.5;
/** How many of the calls that are no row of the table are named: the JSON has them all. */
const NAMED = 5;

type PerfMeasured = Extract<PerfProfile, { available: true }>;

/** The system calls of serving, by both tracers, and what was subtracted to find them. */
export function reportMix(strace: StraceProfile, perf: PerfProfile): string[] {
  const perfRows = perf.available ? perf.table.rows : [];
  const byStrace = new Set(servingRows(strace).map(({ syscall }) => syscall));
  const byPerfAlone = (perf.available ? servingRows(perf) : []).filter(({ syscall }) => !byStrace.has(syscall));
  const inRows = byPerfAlone.filter(({ perRoundTrip }) => perRoundTrip >= ROW_BY_PERF);
  const mentioned = byPerfAlone.filter((row) => !inRows.includes(row));
  const rows = [...byStrace, ...inRows.map(({ syscall }) => syscall)].map((syscall) => {
    const row = rowOf(strace.table.rows, syscall);
    return [
      syscall,
      ...[row?.perRoundTrip, row?.spread, row?.errorsPerRoundTrip].map((rate = 0) => formatRate(rate)),
      perf.available ? formatRate(rateOf(perfRows, syscall)) : '-',
      classOf(syscall),
      perf.available ? describeThreads(perf, syscall) : '-',
    ];
  });
  const isNoise = ({ syscall }: SyscallRow) =>
    !byStrace.has(syscall) && !byPerfAlone.some((row) => row.syscall === syscall);
  const header = ['system call', 'strace', '±', 'failed', 'perf', 'for', 'by thread (perf)'];
  return [
    ...layOut([header, ...rows], ['l', 'r', 'r', 'r', 'r', 'l', 'l'], LINES.first),
    ...describeMentioned(mentioned, perf),
    ...describeSubtracted(strace.table.rows),
    ...describeNoise(strace.table.rows.filter(isNoise)),
  ];
}

/** The rows that are more than their own uncertainty, and more than stray calls, away from nothing. */
export function servingRows({ table, roundTrips }: TracedLoad): SyscallRow[] {
  const least = Math.max(LEAST_RATE, LEAST_CALLS / (roundTrips.value ?? 1));
  return table.rows.filter(({ perRoundTrip, spread }) => perRoundTrip - spread >= least);
}

function rowOf(rows: SyscallRow[], syscall: string): SyscallRow | undefined {
  return rows.find((row) => row.syscall === syscall);
}

function rateOf(rows: SyscallRow[], syscall: string): number {
  return rowOf(rows, syscall)?.perRoundTrip ?? 0;
}

function describeThreads(perf: PerfMeasured, syscall: string): string {
  const shares = threadsOf(perf, syscall);
  if (shares.length === 1) return shares[0]?.name ?? '';
  return shares.map(({ name, calls }) => `${name} ${formatRate(calls)}`).join(', ');
}

/** Threads by name with their calls per round trip, the busiest first. */
function threadsOf({ threads }: PerfMeasured, syscall: string): { name: string; calls: number }[] {
  return threads
    .map(({ name, table }) => ({ name, calls: rateOf(table.rows, syscall) }))
    .filter(({ calls }) => calls >= LEAST_RATE)
    .sort((a, b) => b.calls - a.calls);
}

/** What perf attributes to the load and strace cannot tell from the variation of start-up. */
function describeMentioned(rows: SyscallRow[], perf: PerfProfile): string[] {
  if (rows.length === 0 || !perf.available) return [];
  const items = rows.map(({ syscall, perRoundTrip }) => `${syscall} ${formatRate(perRoundTrip)}`);
  const threads = new Set(rows.flatMap(({ syscall }) => threadsOf(perf, syscall).map(({ name }) => name)));
  return wrap(`By perf alone: ${items.join(', ')} (${Array.from(threads).join(', ')})`, LINES);
}

function describeSubtracted(rows: SyscallRow[]): string[] {
  const subtracted = rows
    .map(({ syscall, controls }) => ({ syscall, calls: Math.round(sum(controls) / controls.length) }))
    .filter(({ calls }) => calls > 0)
    .sort((a, b) => b.calls - a.calls);
  const named = subtracted.slice(0, NAMED).map(({ syscall, calls }) => `${syscall} ${formatNumber(calls)}`);
  const total = formatNumber(sum(subtracted.map(({ calls }) => calls)));
  return wrap(`Subtracted (start-up, idling, stopping): ${total} calls, ${named.join(', ')}, …`, LINES);
}

/** Calls whose number differs from run to run by more than serving could explain, the largest first. */
function describeNoise(rows: SyscallRow[]): string[] {
  const visible = rows
    .filter(({ perRoundTrip }) => Math.abs(perRoundTrip) >= LEAST_RATE)
    .sort((a, b) => Math.abs(b.perRoundTrip) - Math.abs(a.perRoundTrip));
  if (visible.length === 0) return [];
  const items = visible
    .slice(0, NAMED)
    .map((row) => `${row.syscall} ${formatRate(row.perRoundTrip)} ± ${formatRate(row.spread)}`);
  const more = visible.length > NAMED ? ', …' : '';
  return wrap(`Within the noise of the runtime: ${items.join(', ')}${more}`, LINES);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
