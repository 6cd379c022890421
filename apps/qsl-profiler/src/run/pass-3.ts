import { listTids } from '@qsl/procfs';
import { sleep } from '../children/sleep.ts';
import { type PerfPass, perfMixes } from '../experiments/gateway-io/pass-3.ts';
import { CONTROL_RUNS, PERF_ATTEMPTS } from '../experiments/gateway-io/plan.ts';
import { type PerfRun, PerfUnavailable, withPerf } from '../tracing/perf.ts';
import type { LoadOutcome } from './load.ts';
import { findUncounted } from './mix-check.ts';
import { wallMs } from './pass-1.ts';
import { type Plan, withPlannedServer } from './plan.ts';
import type { RunningServer } from './running-server.ts';

/** Pass 3: the same mix counted by perf, which costs less, and per thread. Otherwise, why not. */
export type PerfRunOutcome =
  | (Exclude<PerfPass, { unavailable: string }> & { load: LoadOutcome })
  | { unavailable: string };

/** Attaches perf to the server at rest for the load, and again for as long without connections; subtracts. */
export async function countWithPerf(plan: Plan): Promise<PerfRunOutcome> {
  let unavailable = plan.perfRefusal;
  if (unavailable !== undefined) return { unavailable };
  for (let attempt = 1; attempt <= PERF_ATTEMPTS; attempt++) {
    try {
      return await withPlannedServer(plan, [], (server) => observe(plan, server));
    } catch (error) {
      if (!(error instanceof PerfUnavailable)) throw error;
      unavailable = error.message;
    }
  }
  return { unavailable: `${unavailable} (${PERF_ATTEMPTS} attempts)` };
}

async function observe(plan: Plan, server: RunningServer): Promise<PerfRunOutcome> {
  const { signal } = server;
  const target = { pid: server.pids(), signal };
  const threadsBefore = new Set(target.pid.flatMap((pid) => listTids({ pid })));
  plan.progress.show('3/3: perf, load');
  const loaded = await withPerf(target, async () => {
    const outcome = await plan.load(server);
    await server.settle();
    return outcome;
  });
  const begun = server
    .pids()
    .flatMap((pid) => listTids({ pid }))
    .filter((tid) => !threadsBefore.has(tid)).length;
  const controls: PerfRun<void>[] = [];
  for (let run = 1; run <= CONTROL_RUNS; run++) {
    plan.progress.show(`3/3: perf, control ${run} of ${CONTROL_RUNS}`);
    controls.push(await withPerf(target, () => sleep(wallMs([loaded.result]), signal)));
  }
  const { result: load } = loaded;
  const { mix, mixByThread } = perfMixes(loaded, controls, load.requests);
  const uncounted = findUncounted(mix, load);
  if (uncounted !== undefined) {
    const why = begun === 0 ? '' : `; ${begun} threads began meanwhile, which it does not follow`;
    throw new PerfUnavailable(`perf trace ${uncounted}${why}`);
  }
  return {
    ...{ mix, mixByThread, load },
    roundTrips: load.requests,
    times: load.times,
    raw: { loaded: loaded.raw, controls: controls.map(({ raw }) => raw) },
  };
}
