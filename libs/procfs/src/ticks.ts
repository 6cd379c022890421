import { badArgument } from './errors.ts';

/**
 * Clock ticks as milliseconds. CLK_TCK is not in procfs: it is sysconf(_SC_CLK_TCK), printed by `getconf CLK_TCK`, and
 * 100 on today's Linux platforms, so that one tick is 10 ms: also the resolution of what comes out.
 */
export function ticksToMs({ ticks, clkTck }: { ticks: number; clkTck: number }): number {
  if (!Number.isFinite(clkTck) || clkTck <= 0) throw badArgument('clkTck', clkTck, 'the output of `getconf CLK_TCK`');
  return (ticks * 1000) / clkTck;
}
