import { readStat } from '@qsl/procfs';
import { sleep } from '../children/sleep.ts';
import { ThreadLedger } from '../usage/thread-ledger.ts';
import { readThreads } from '../usage/threads.ts';

const SAMPLE_MS = 50;
/** Growth of CPU time within a sample that counts as rest: 1 % of one core. */
const REST_NS = SAMPLE_MS * 1e6 * 0.01;
const REST_SAMPLES = 3;
const PATIENCE_MS = 5_000;

/**
 * Waits until a process has come to rest: just started, a runtime goes on compiling and collecting in the background,
 * and that work must not be mistaken for serving. Gives up waiting after 5 s: a process may well never rest.
 */
export async function settle({
  pid,
  signal,
  readCpuNs = () => onCpuNs(pid),
}: {
  pid: number;
  signal: AbortSignal;
  /** CPU time so far, for what is more than one process. */
  readCpuNs?: () => number;
}): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let before = readCpuNs();
  for (let resting = 0; resting < REST_SAMPLES && performance.now() < deadline; ) {
    await sleep(SAMPLE_MS, signal);
    const now = readCpuNs();
    resting = now - before <= REST_NS ? resting + 1 : 0;
    before = now;
  }
}

/** CPU time so far; without scheduling statistics, to the nearest clock tick, taken as 10 ms. */
function onCpuNs(pid: number): number {
  const ledger = new ThreadLedger();
  ledger.enter(readThreads({ pid }));
  const { userTicks, systemTicks } = readStat({ pid });
  return ledger.totals.onCpuNs ?? (userTicks + systemTicks) * 10e6;
}
