import { malformed } from './errors.ts';
import { parseCount } from './number.ts';
import { type TaskTarget, taskPlace } from './place.ts';
import { readText } from './read.ts';
import { completeText } from './text.ts';

/**
 * /proc/<pid>/stat, see proc(5). Read with a tid, faults and CPU ticks are those of the one thread; read without, they
 * are the sums over all threads, those that have ended included.
 *
 * User and system ticks are sampled, only their sum is measured: the kernel takes the exact run time and divides it in
 * proportion to where the clock tick happened to find the task (kernel/sched/cputime.c, cputime_adjust). With few ticks
 * the split means little.
 */
export type Stat = {
  pid: number;
  /** The thread's name, not the command: up to 15 arbitrary bytes, 63 for kernel threads. */
  comm: string;
  /** One letter: R running, S sleeping, D disk sleep, T stopped, t traced, Z zombie, I idle, X dead. */
  state: string;
  /** 0 where the parent lives outside the reader's pid namespace. */
  ppid: number;
  /** -1 for a task that was just reaped (do_task_stat in fs/proc/array.c). */
  processGroup: number;
  /** The process group that has the controlling terminal, in the foreground; -1 without a terminal. */
  terminalGroup: number;
  /** Page faults served without I/O. */
  minorFaults: number;
  /** The same, of children waited for. */
  childrenMinorFaults: number;
  /** Page faults that had to wait for I/O. */
  majorFaults: number;
  childrenMajorFaults: number;
  /** CPU time in user mode, in ticks of 1 / CLK_TCK s (see ticksToMs). */
  userTicks: number;
  /** CPU time in the kernel, in ticks. */
  systemTicks: number;
  childrenUserTicks: number;
  childrenSystemTicks: number;
  threads: number;
  /** When it started, in ticks since boot. With the pid it identifies a process, for pids are used again. */
  startTicks: number;
  /** Address space, mapped or not. */
  virtualBytes: number;
  /** Resident pages of `getconf PAGESIZE` bytes. Approximate: the kernel batches the count per CPU. */
  residentPages: number;
  /** The CPU it last ran on. */
  processor: number;
};

/** Field numbers as proc(5) counts them. pid and comm, 1 and 2, are found by their parentheses. */
const FIELD = {
  state: 3,
  ppid: 4,
  pgrp: 5,
  tpgid: 8,
  minflt: 10,
  cminflt: 11,
  majflt: 12,
  cmajflt: 13,
  utime: 14,
  stime: 15,
  cutime: 16,
  cstime: 17,
  num_threads: 20,
  starttime: 22,
  vsize: 23,
  rss: 24,
  processor: 39,
} as const;

/** Reads /proc/<pid>/stat or, with a tid, /proc/<pid>/task/<tid>/stat. */
export function readStat(target: TaskTarget): Stat {
  const place = taskPlace(target, 'stat');
  return parseStat(readText(place), place.file);
}

/** Parses the text of a stat file. Fields newer than those named here are ignored. */
export function parseStat(text: string, file = '/proc/<pid>/stat'): Stat {
  const { pid, comm, rest } = splitAtComm(completeText(text, file), file);
  const field = (name: keyof typeof FIELD) => rest[FIELD[name] - FIELD.state];
  const count = (name: keyof typeof FIELD) => parseCount(field(name), { file, field: name });
  const group = (name: keyof typeof FIELD) => (field(name) === '-1' ? -1 : count(name));
  const state = field('state');
  if (state === undefined || !/^[A-Za-z]$/.test(state)) throw malformed({ file, field: 'state' }, state, 'one letter');
  return {
    pid: parseCount(pid, { file, field: 'pid' }),
    comm,
    state,
    ppid: count('ppid'),
    processGroup: group('pgrp'),
    terminalGroup: group('tpgid'),
    minorFaults: count('minflt'),
    childrenMinorFaults: count('cminflt'),
    majorFaults: count('majflt'),
    childrenMajorFaults: count('cmajflt'),
    userTicks: count('utime'),
    systemTicks: count('stime'),
    childrenUserTicks: count('cutime'),
    childrenSystemTicks: count('cstime'),
    threads: count('num_threads'),
    startTicks: count('starttime'),
    virtualBytes: count('vsize'),
    residentPages: count('rss'),
    processor: count('processor'),
  };
}

/**
 * comm is written as it is, without escapes: it may hold spaces, newlines and parentheses, even ") R 1". What precedes
 * it and what follows it are numbers, so the first "(" and the last ")" are the true ones.
 */
function splitAtComm(text: string, file: string): { pid: string; comm: string; rest: string[] } {
  const open = text.indexOf(' (');
  const close = text.lastIndexOf(') ');
  if (open < 0 || close < open + 2) throw malformed({ file, field: 'comm' }, text, 'a name in parentheses');
  return { pid: text.slice(0, open), comm: text.slice(open + 2, close), rest: text.slice(close + 2).split(' ') };
}
