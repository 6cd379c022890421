import { parseCount } from './number.ts';
import { type ProcRoot, systemPlace } from './place.ts';
import { readText } from './read.ts';
import { columnsOf, completeLines } from './text.ts';

/** Pages that went to and came from swap since boot. */
export type Swapping = { pagesIn: number; pagesOut: number };

/** Reads pswpin and pswpout of /proc/vmstat. */
export function readSwapping(options: ProcRoot = {}): Swapping {
  const place = systemPlace(options, 'vmstat');
  return parseSwapping(readText(place), place.file);
}

/** Parses the text of /proc/vmstat: a name and a number a line. A kernel without swap has neither counter: none went. */
export function parseSwapping(text: string, file = '/proc/vmstat'): Swapping {
  const counters = new Map(completeLines(text, file).map((line) => columnsOf(line) as [string, string]));
  const read = (field: string) => (counters.has(field) ? parseCount(counters.get(field), { file, field }) : 0);
  return { pagesIn: read('pswpin'), pagesOut: read('pswpout') };
}
