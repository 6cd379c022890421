/** Traces of `strace -f -C -o FILE`: every call of every thread, then the table of totals. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** For a test's `skip`: why nothing can be traced, or false. */
export const noStrace =
  spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0 ? false : 'strace is missing, or may not trace';

/** The wrapper of a program to trace. -D: the program stays our own child, so that signals reach it and not strace. */
export function straceTo(file: string): string[] {
  return ['strace', '-D', '-f', '-C', '-qq', '-o', file];
}

export interface TracedCall {
  readonly tid: number;
  readonly name: string;
  /** What it returned: a number, an address, or −1. */
  readonly result: string;
  /** The errno's name, if it failed. */
  readonly errno: string | undefined;
}

const CALL = /^(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\().*\) += (\S+)(?: (E[A-Z]+))?/;
const SIGNAL = /^(\d+) +--- SIG/;
/** What strace shows of a call that a signal interrupts and the kernel begins anew: the two are one call (strace(1)). */
const RESTARTED = 'ERESTARTSYS';
/** A row of the table: % time, seconds, usecs/call, calls, errors or nothing, name. */
const ROW = /^ *[\d.]+ +[\d.]+ +\d+ +(\d+)(?: +\d+)? +(\w+)$/;

export interface Trace {
  /** In the order in which they ended; without what signal handlers did, in whichever thread they happened to run. */
  readonly calls: TracedCall[];
  /** Calls by name, over all threads. */
  readonly totals: ReadonlyMap<string, number>;
}

export function readTrace(file: string): Trace {
  const lines = readFileSync(file, 'latin1').split('\n');
  const inHandler = new Set<number>();
  const calls = lines.flatMap((line): TracedCall[] => {
    const signalled = SIGNAL.exec(line);
    if (signalled) inHandler.add(Number(signalled[1]));
    const [, tidText, resumed, whole, result, errno] = CALL.exec(line) ?? [];
    if (tidText === undefined) return [];
    const [tid, name] = [Number(tidText), (resumed ?? whole)!];
    const isHandlers = inHandler.has(tid);
    if (name === 'rt_sigreturn') inHandler.delete(tid);
    if (errno === RESTARTED) return [];
    return isHandlers ? [] : [{ tid, name, result: result!, errno }];
  });
  const totals = lines.flatMap((line): [string, number][] => {
    const [, count, name] = ROW.exec(line) ?? [];
    return name === undefined || name === 'total' ? [] : [[name, Number(count)]];
  });
  return { calls, totals: new Map(totals) };
}

export function countByName(calls: readonly TracedCall[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of calls) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
