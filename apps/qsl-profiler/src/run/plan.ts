import type { Progress } from '../progress.ts';
import type { Load } from './load.ts';
import { type RunningServer, withServer } from './running-server.ts';

/** What all passes of one run have in common. */
export interface Plan {
  /** How messages call it. */
  name: string;
  /** The words of the server's command line for a port. */
  wordsFor: (target: { host: string; port: number }) => string[];
  host: string;
  /** A port for the next server. */
  nextPort: () => number;
  readyTimeoutMs: number;
  load: Load;
  /** Ticks the user/system split must rest on; 0: whatever one load gives. */
  minTicks: number;
  clkTck: number;
  /** Why perf may not trace here; undefined if it may. */
  perfRefusal: string | undefined;
  signal: AbortSignal;
  progress: Progress;
}

/** Starts the plan's server on its next port for some work. */
export function withPlannedServer<Result>(
  plan: Plan,
  wrapper: readonly string[],
  work: (server: RunningServer) => Promise<Result>,
): Promise<Result> {
  const { name, host, readyTimeoutMs, signal } = plan;
  const port = plan.nextPort();
  return withServer({ name, host, port, words: plan.wordsFor({ host, port }), readyTimeoutMs, wrapper, signal }, work);
}
