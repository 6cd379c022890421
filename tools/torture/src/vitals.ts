import { countDescriptors, readSocketDescriptors, readStatus } from '@qsl/procfs';

/** What a gateway's process has, at a moment when nobody is connected. */
export interface Vitals {
  readonly atMs: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly residentBytes: number;
}

export function readVitals(pid: number, atMs: number): Vitals {
  const { threads, vmRssBytes } = readStatus({ pid });
  return { atMs, descriptors: countDescriptors({ pid }), threads, residentBytes: vmRssBytes ?? 0 };
}

export function countSockets(pid: number): number {
  return readSocketDescriptors({ pid }).length;
}

/** What became of the process after its warm-up. */
export interface Growth {
  readonly warm: Vitals;
  readonly last: Vitals;
  readonly most: { readonly descriptors: number; readonly threads: number; readonly residentBytes: number };
  /** Medians over the first quarter of the readings, and the last. */
  readonly residentBytes: { readonly first: number; readonly last: number };
  /** What looks like a leak. */
  readonly leaks: readonly string[];
}

/** Readings below which memory is not judged. */
const FEWEST_READINGS = 20;
/** Growth of memory that is put down to the allocator and the compiler: so many bytes, or so much of what there was. */
const ALLOWED_BYTES = 32 * 2 ** 20;
const ALLOWED_PART = 0.2;

/** Compares readings, the first of them that of the warm process. */
export function growthOf(readings: readonly [Vitals, ...Vitals[]]): Growth {
  const [warm] = readings;
  const last = readings.at(-1)!;
  const highest = (read: (vitals: Vitals) => number) => Math.max(...readings.map(read));
  const quarter = Math.ceil(readings.length / 4);
  const residentBytes = { first: medianRss(readings.slice(0, quarter)), last: medianRss(readings.slice(-quarter)) };
  const grown = residentBytes.last - residentBytes.first;
  const isJudged = readings.length >= FEWEST_READINGS;
  const leaks = [
    ...(last.descriptors > warm.descriptors ? [`descriptors: ${warm.descriptors}, then ${last.descriptors}`] : []),
    ...(last.threads > warm.threads ? [`threads: ${warm.threads}, then ${last.threads}`] : []),
    ...(isJudged && grown > Math.max(ALLOWED_BYTES, ALLOWED_PART * residentBytes.first)
      ? [`memory: ${residentBytes.first} bytes resident, then ${residentBytes.last}`]
      : []),
  ];
  return {
    warm,
    last,
    most: {
      descriptors: highest(({ descriptors }) => descriptors),
      threads: highest(({ threads }) => threads),
      residentBytes: highest(({ residentBytes }) => residentBytes),
    },
    residentBytes,
    leaks,
  };
}

function medianRss(readings: readonly Vitals[]): number {
  const sorted = readings.map(({ residentBytes }) => residentBytes).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
