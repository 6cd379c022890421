/** One event as `perf stat` counted it. */
export interface PerfCount {
  event: string;
  /** null: this machine does not count it. */
  value: number | null;
  /** As perf says it: `msec`; empty for plain counts. */
  unit: string;
  /** The share of the time in which the event had a counter, 0 to 1: below 1 the value is extrapolated. */
  countedShare: number;
}

/**
 * Parses what `perf stat -x,` writes (perf-stat(1), CSV FORMAT): value, unit, event, run time of the counter, per cent
 * of the time it ran, and more. Lines that are no counts, such as comments, are left out.
 */
export function parsePerfStat(text: string): PerfCount[] {
  return text.split('\n').flatMap((line) => {
    const [value = '', unit = '', event = '', , percent] = line.split(',');
    if (percent === undefined || event === '' || !/^(?:[\d.]+|<not \w+>)$/.test(value)) return [];
    const counted = value.startsWith('<') ? null : Number(value);
    return [{ event, value: counted, unit, countedShare: Number(percent) / 100 }];
  });
}
