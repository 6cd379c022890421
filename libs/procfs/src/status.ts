import { parseCpuList } from './cpu-list.ts';
import { malformed } from './errors.ts';
import { parseCount } from './number.ts';
import { type TaskTarget, taskPlace } from './place.ts';
import { readText } from './read.ts';
import { completeLines } from './text.ts';

/**
 * /proc/<pid>/status, see proc(5). The context switches are always those of one thread, the main one unless a tid is
 * given; memory and thread count are the process's.
 */
export type Status = {
  name: string;
  /** One letter, as in Stat. */
  state: string;
  /** The process this thread belongs to. */
  tgid: number;
  /** The thread itself; equal to `tgid` for the main thread. */
  pid: number;
  ppid: number;
  /** The process that traces this one; 0 if none does. */
  tracerPid: number;
  threads: number;
  /** Memory figures are undefined for what has no memory of its own: kernel threads and zombies. Resolution 1 KiB. */
  vmPeakBytes: number | undefined;
  vmSizeBytes: number | undefined;
  /** Peak resident set ("high-water mark"). Approximate, like every resident figure: counted in batches per CPU. */
  vmHwmBytes: number | undefined;
  vmRssBytes: number | undefined;
  /** CPUs it may run on, ascending. */
  cpusAllowed: number[];
  /** Times it gave up the CPU itself, as a rule to wait. */
  voluntarySwitches: number;
  /** Times it was made to give way. */
  involuntarySwitches: number;
};

const BYTES_PER_KIB = 1024;

/** Reads /proc/<pid>/status or, with a tid, /proc/<pid>/task/<tid>/status. */
export function readStatus(target: TaskTarget): Status {
  const place = taskPlace(target, 'status');
  return parseStatus(readText(place), place.file);
}

/** Parses the text of a status file. Lines not named here are ignored. */
export function parseStatus(text: string, file = '/proc/<pid>/status'): Status {
  const fields = fieldsOf(completeLines(text, file));
  const required = (field: string) => {
    const value = fields.get(field);
    if (value === undefined) throw malformed({ file, field }, undefined, 'a line of its own');
    return value;
  };
  const count = (field: string) => parseCount(required(field).trim(), { file, field });
  const bytes = (field: string) => {
    const value = fields.get(field)?.trim();
    if (value === undefined) return undefined;
    // The kernel writes "kB" and means KiB.
    if (!value.endsWith(' kB')) throw malformed({ file, field }, value, 'a size in kB');
    return parseCount(value.slice(0, -' kB'.length), { file, field }) * BYTES_PER_KIB;
  };
  return {
    name: unescapeName(required('Name')),
    state: parseState(required('State'), file),
    tgid: count('Tgid'),
    pid: count('Pid'),
    ppid: count('PPid'),
    tracerPid: count('TracerPid'),
    threads: count('Threads'),
    vmPeakBytes: bytes('VmPeak'),
    vmSizeBytes: bytes('VmSize'),
    vmHwmBytes: bytes('VmHWM'),
    vmRssBytes: bytes('VmRSS'),
    cpusAllowed: parseCpuList(required('Cpus_allowed_list').trim(), { file, field: 'Cpus_allowed_list' }),
    voluntarySwitches: count('voluntary_ctxt_switches'),
    involuntarySwitches: count('nonvoluntary_ctxt_switches'),
  };
}

/** "Name:\tvalue" lines. The value stays untrimmed: a thread's name may begin or end with spaces. */
function fieldsOf(lines: string[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':\t');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return fields;
}

/** Here, unlike in stat, the kernel escapes: a newline as \n and a backslash as \\ (fs/proc/array.c, proc_task_name). */
function unescapeName(escaped: string): string {
  return escaped.replace(/\\([n\\])/g, (_, character) => (character === 'n' ? '\n' : '\\'));
}

/** "S (sleeping)" → "S". */
function parseState(value: string, file: string): string {
  const letter = /^([A-Za-z]) \(/.exec(value)?.[1];
  if (letter === undefined) throw malformed({ file, field: 'State' }, value, 'a letter and its meaning');
  return letter;
}

/**
 * Whether a process has a handler for a signal, given by its number: SigCgt of proc(5). One that has none is ended by
 * most signals.
 */
export function catchesSignal(target: TaskTarget, signal: number): boolean {
  const place = taskPlace(target, 'status');
  const field = 'SigCgt';
  const mask = fieldsOf(completeLines(readText(place), place.file)).get(field);
  if (mask === undefined || !/^[0-9a-f]{1,32}$/.test(mask))
    throw malformed({ file: place.file, field }, mask, 'a mask');
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}
