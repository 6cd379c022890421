import { malformed } from './errors.ts';
import { parseCount, parseHex } from './number.ts';
import { type ProcessTarget, taskPlace } from './place.ts';
import { readText } from './read.ts';
import { completeLines } from './text.ts';

/** A range of a process's address space, from /proc/<pid>/smaps, see proc(5). Sizes have a resolution of 1 KiB. */
export type Mapping = {
  /** Addresses of the first byte, and of the first byte behind it. */
  start: number;
  end: number;
  /** Four letters, as in "r-xp": read, write, execute, private or shared; "-" for what is not. */
  permissions: string;
  /** The file that is mapped, "[heap]" and the like, or empty for anonymous memory. */
  name: string;
  residentBytes: number;
  /** Resident pages that belong to no file: for a private file mapping those that were written to. */
  anonymousBytes: number;
};

const HEADER = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) [0-9a-f]+ \S+ \d+ *(.*)$/;
const BYTES_PER_KIB = 1024;
const KERNEL_PAGE = '[vsyscall]';

/** Reads /proc/<pid>/smaps: the kernel walks the page tables for it, so it takes milliseconds. */
export function readMappings(target: ProcessTarget): Mapping[] {
  const place = taskPlace(target, 'smaps');
  return parseMappings(readText(place), place.file);
}

/**
 * Parses the text of an smaps file. Fields not named here are ignored, and so is what lies in the kernel's half of the
 * address space: the page of old x86 time calls, whose address no number holds exactly.
 */
export function parseMappings(text: string, file = '/proc/<pid>/smaps'): Mapping[] {
  const mappings: Mapping[] = [];
  for (const line of completeLines(text, file)) {
    const [, start, end, permissions, name] = HEADER.exec(line) ?? [];
    if (permissions !== undefined && name !== undefined) {
      if (name === KERNEL_PAGE) break; // always the last
      const range = { start: parseHex(start, { file, field: 'start' }), end: parseHex(end, { file, field: 'end' }) };
      mappings.push({ ...range, permissions, name, residentBytes: 0, anonymousBytes: 0 });
      continue;
    }
    const [, field, value] = /^(Rss|Anonymous): +(\d+) kB$/.exec(line) ?? [];
    if (field === undefined) continue;
    const mapping = mappings.at(-1);
    if (mapping === undefined) throw malformed({ file, field }, line, 'a mapping before its sizes');
    mapping[field === 'Rss' ? 'residentBytes' : 'anonymousBytes'] = parseCount(value, { file, field }) * BYTES_PER_KIB;
  }
  return mappings;
}
