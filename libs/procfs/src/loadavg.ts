import { malformed } from './errors.ts';
import { parseCount, parseFraction } from './number.ts';
import { type ProcRoot, systemPlace } from './place.ts';
import { readText } from './read.ts';
import { columnsOf, completeText } from './text.ts';

/** Tasks running, runnable or in disk sleep, as decaying averages over three spans of time; see proc(5). */
export type Loadavg = {
  oneMinute: number;
  fiveMinutes: number;
  fifteenMinutes: number;
  /** Threads runnable at this moment, the reader among them. */
  runnable: number;
  /** Threads that exist. */
  threads: number;
};

/** Reads /proc/loadavg. */
export function readLoadavg(options: ProcRoot = {}): Loadavg {
  const place = systemPlace(options, 'loadavg');
  return parseLoadavg(readText(place), place.file);
}

/** Parses the text of /proc/loadavg, as in "0.10 0.16 0.10 1/99 15". */
export function parseLoadavg(text: string, file = '/proc/loadavg'): Loadavg {
  const [one, five, fifteen, tasks] = columnsOf(completeText(text, file));
  const [runnable, threads, excess] = (tasks ?? '').split('/');
  if (excess !== undefined) throw malformed({ file, field: 'runnable/threads' }, tasks, 'two numbers');
  return {
    oneMinute: parseFraction(one, { file, field: '1 minute' }),
    fiveMinutes: parseFraction(five, { file, field: '5 minutes' }),
    fifteenMinutes: parseFraction(fifteen, { file, field: '15 minutes' }),
    runnable: parseCount(runnable, { file, field: 'runnable' }),
    threads: parseCount(threads, { file, field: 'threads' }),
  };
}
