import { type Interval, LEVEL } from './interval.ts';
import { wilsonInterval } from './wilson.ts';

export interface CpuSplit {
  /** All ticks the split rests on. */
  ticks: number;
  /** User time as a share of all CPU time, 0 to 1; null without any tick. */
  userShare: number | null;
  interval: Interval;
  /** Whether the interval is narrow enough to tell anything. */
  telling: boolean;
}

/** A split whose interval is wider than this says little more than "some of each". */
const TELLING_WIDTH = 0.2;

/**
 * Each of the two counters is rounded down to whole ticks at each of the two readings, so that a difference may be off
 * by just under one tick either way.
 */
const ROUNDING_TICKS = 1;

/**
 * How CPU time divides between user and kernel mode, from the differences of utime and stime in /proc/<pid>/stat.
 *
 * The kernel measures the sum and samples the division: at every clock tick it notes in which mode the CPU was. So the
 * user share is a proportion out of `ticks` draws. The interval is Wilson's, widened by the rounding of the counters.
 * It is conservative where the kernel samples faster (CONFIG_HZ) than it reports (CLK_TCK), and it takes the draws to
 * be independent of what the process does, which work started by a timer is not.
 */
export function splitCpuTime({ userTicks, systemTicks }: { userTicks: number; systemTicks: number }): CpuSplit {
  const ticks = userTicks + systemTicks;
  const { low } = wilsonInterval(Math.max(0, userTicks - ROUNDING_TICKS), ticks);
  const { high } = wilsonInterval(Math.min(ticks, userTicks + ROUNDING_TICKS), ticks);
  return {
    ticks,
    userShare: ticks === 0 ? null : userTicks / ticks,
    interval: { low, high, level: LEVEL, method: 'Wilson score on clock ticks, widened by one tick of rounding' },
    telling: high - low <= TELLING_WIDTH,
  };
}

/** Ticks after which a split is telling whatever it turns out to be; for advice on `--min-ticks`. */
export function ticksForTellingSplit(): number {
  for (let ticks = 100; ; ticks += 100) {
    if (splitCpuTime({ userTicks: ticks / 2, systemTicks: ticks / 2 }).telling) return ticks;
  }
}
