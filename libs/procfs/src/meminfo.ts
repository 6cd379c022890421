import { malformed } from './errors.ts';
import { parseCount } from './number.ts';
import { type ProcRoot, systemPlace } from './place.ts';
import { readText } from './read.ts';
import { completeLines } from './text.ts';

/** Memory of the whole machine, proc_meminfo(5). */
export type Meminfo = {
  totalBytes: number;
  swapTotalBytes: number;
  swapFreeBytes: number;
  /** Huge pages of the default size set aside; undefined for a kernel without them. */
  hugePagesTotal: number | undefined;
  hugePagesFree: number | undefined;
  hugePageBytes: number | undefined;
};

const BYTES_PER_KIB = 1024;

/** Reads /proc/meminfo. */
export function readMeminfo(options: ProcRoot = {}): Meminfo {
  const place = systemPlace(options, 'meminfo');
  return parseMeminfo(readText(place), place.file);
}

/** Parses the text of /proc/meminfo: `Name: value kB`, or a bare count for huge pages. */
export function parseMeminfo(text: string, file = '/proc/meminfo'): Meminfo {
  const rows = new Map(
    completeLines(text, file).map((line) => {
      const [, name = '', value = ''] = /^([^:]+):\s*(\d+)(?: kB)?$/.exec(line) ?? [];
      return [name, value];
    }),
  );
  const count = (field: string) => {
    const value = rows.get(field);
    return value === undefined ? undefined : parseCount(value, { file, field });
  };
  const bytes = (field: string) => {
    const kib = count(field);
    return kib === undefined ? undefined : kib * BYTES_PER_KIB;
  };
  const required = (field: string) => {
    const value = bytes(field);
    if (value === undefined) throw malformed({ file, field }, undefined, 'a size in kB');
    return value;
  };
  return {
    totalBytes: required('MemTotal'),
    swapTotalBytes: required('SwapTotal'),
    swapFreeBytes: required('SwapFree'),
    hugePagesTotal: count('HugePages_Total'),
    hugePagesFree: count('HugePages_Free'),
    hugePageBytes: bytes('Hugepagesize'),
  };
}
