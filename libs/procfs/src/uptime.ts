import { parseFraction } from './number.ts';
import { type ProcRoot, systemPlace } from './place.ts';
import { readText } from './read.ts';
import { columnsOf, completeText } from './text.ts';

/** Resolution 10 ms; see proc(5). */
export type Uptime = {
  /** Time since boot, suspension included: the clock of Stat.startTicks. */
  sinceBootSeconds: number;
  /** Idle time summed over all CPUs, so that it may exceed the time since boot. */
  idleSeconds: number;
};

/** Reads /proc/uptime. */
export function readUptime(options: ProcRoot = {}): Uptime {
  const place = systemPlace(options, 'uptime');
  return parseUptime(readText(place), place.file);
}

/** Parses the text of /proc/uptime, as in "1027.00 1919.52". */
export function parseUptime(text: string, file = '/proc/uptime'): Uptime {
  const [sinceBoot, idle] = columnsOf(completeText(text, file));
  return {
    sinceBootSeconds: parseFraction(sinceBoot, { file, field: 'time since boot' }),
    idleSeconds: parseFraction(idle, { file, field: 'idle time' }),
  };
}
