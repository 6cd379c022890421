import type { GatewayProgram } from '../../gateway/gateway-program.ts';
import type { Progress } from '../../progress.ts';

/** What all passes of one run have in common. */
export interface Plan {
  program: GatewayProgram;
  /** Round trips of one load. */
  connections: number;
  /** Fresh gateways of each transport that are compared. */
  repetitions: number;
  /** Ticks the user/system split must rest on; 0: whatever one load gives. */
  minTicks: number;
  /** Ticks a second in /proc/<pid>/stat. */
  clkTck: number;
  /** A port for the next gateway, another one each time, clear of connections that linger in TIME_WAIT. */
  nextPort: () => number;
  /** Why perf may not trace here; undefined if it may. */
  perfRefusal: string | undefined;
  signal: AbortSignal;
  progress: Progress;
}

/** Traced runs without connections: as many as it takes to see how much they vary among themselves. */
export const CONTROL_RUNS = 3;

/** How often pass 3 is tried. */
export const PERF_ATTEMPTS = 3;

/**
 * Gateways that one run starts at most, and so ports that it uses: in pass 1, in pass 2 with load and in its control
 * runs, in pass 3, and to be repeated.
 */
export function gatewayStarts(repetitions: number): number {
  return 2 * (1 + 1 + CONTROL_RUNS + PERF_ATTEMPTS + repetitions);
}
