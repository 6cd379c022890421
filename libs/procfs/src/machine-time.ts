import { parseCount } from './number.ts';
import { type ProcRoot, systemPlace } from './place.ts';
import { readText } from './read.ts';
import { columnsOf, completeLines } from './text.ts';

/** How all CPUs together have spent their time since boot, in clock ticks; see proc_stat(5). */
export type MachineTime = {
  /** All of it: running, idle and stolen. Guest time is in user time already. */
  totalTicks: number;
  /** Idle, or idle with something to be read from or written to disk. */
  idleTicks: number;
  /** When the machine, a virtual one, wanted to run and the host ran something else. */
  stolenTicks: number;
};

/** The columns behind "cpu" up to steal; what follows is counted in these already. */
const COLUMNS = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'];

/** Reads the first line of /proc/stat. */
export function readMachineTime(options: ProcRoot = {}): MachineTime {
  const place = systemPlace(options, 'stat');
  return parseMachineTime(readText(place), place.file);
}

/** Parses the text of /proc/stat, of which the line "cpu" sums up all CPUs. */
export function parseMachineTime(text: string, file = '/proc/stat'): MachineTime {
  const sums = completeLines(text, file).map(columnsOf);
  const columns = sums.find(([label]) => label === 'cpu')?.slice(1) ?? [];
  const ticks = COLUMNS.map((field, column) => parseCount(columns[column], { file, field }));
  const of = (name: string) => ticks[COLUMNS.indexOf(name)] as number;
  return {
    totalTicks: ticks.reduce((sum, value) => sum + value, 0),
    idleTicks: of('idle') + of('iowait'),
    stolenTicks: of('steal'),
  };
}
