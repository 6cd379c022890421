import { listTids } from '@qsl/procfs';
import { sleep } from '../../children/sleep.ts';
import type { Transport } from '../../gateway/gateway-program.ts';
import { driveToTheEnd, type RunningGateway, withGateway } from '../../gateway/running-gateway.ts';
import type { RoundTripTimes } from '../../load/drive.ts';
import { type PerfRun, PerfUnavailable, withPerf } from '../../tracing/perf.ts';
import type { ThreadSummary } from '../../tracing/perf-summary.ts';
import { type ServingRow, servingMix } from '../../tracing/serving-mix.ts';
import { sumTables } from '../../tracing/syscall-table.ts';
import { assertMixServes } from './mix-check.ts';
import { totalMs } from './pass-1.ts';
import { CONTROL_RUNS, PERF_ATTEMPTS, type Plan } from './plan.ts';

/** Pass 3: the same mix counted by perf, which costs less, and per thread. Otherwise, why not. */
export type PerfPass = PerfMeasured | { unavailable: string };

export interface PerfMeasured {
  mix: ServingRow[];
  /** The same by the name of the thread that made the calls. */
  mixByThread: { name: string; mix: ServingRow[] }[];
  roundTrips: number;
  /** Under the tracer. */
  times: RoundTripTimes;
  /** The tables as perf wrote them: the run with connections, then those without. */
  raw: { loaded: string; controls: string[] };
}

/**
 * Attaches perf to a gateway at rest for the load, and again for as long without connections; subtracts the one
 * from the other. Start-up is in neither. perf follows only the threads that exist when it attaches, so a load
 * during which others begin is not counted in full; that is noticed, and tried again with a fresh gateway.
 */
export async function countWithPerf(plan: Plan, transport: Transport): Promise<PerfPass> {
  let unavailable = plan.perfRefusal;
  if (unavailable !== undefined) return { unavailable };
  for (let attempt = 1; attempt <= PERF_ATTEMPTS; attempt++) {
    try {
      const { program, nextPort, signal } = plan;
      return await withGateway({ program, transport, port: nextPort(), signal }, (gateway) =>
        observe(plan, gateway, transport),
      );
    } catch (error) {
      if (!(error instanceof PerfUnavailable)) throw error;
      unavailable = error.message;
    }
  }
  return { unavailable: `${unavailable} (${PERF_ATTEMPTS} attempts)` };
}

async function observe(plan: Plan, gateway: RunningGateway, transport: Transport): Promise<PerfMeasured> {
  const { connections: roundTrips } = plan;
  const threadsBefore = new Set(listTids(gateway));
  plan.progress.show(`${transport} 3/3: perf, load`);
  const loaded = await withPerf(gateway, () => driveToTheEnd(gateway, roundTrips));
  const begun = listTids(gateway).filter((tid) => !threadsBefore.has(tid)).length;
  const controls: PerfRun<void>[] = [];
  for (let run = 1; run <= CONTROL_RUNS; run++) {
    plan.progress.show(`${transport} 3/3: perf, control ${run} of ${CONTROL_RUNS}`);
    controls.push(await withPerf(gateway, () => sleep(totalMs(loaded.result), gateway.signal)));
  }
  const { mix, mixByThread } = perfMixes(loaded, controls, roundTrips);
  assertMixServes(mix, roundTrips, (message) => {
    const why = begun === 0 ? '' : `; ${begun} threads began meanwhile, which it does not follow`;
    return new PerfUnavailable(`perf trace ${message}${why}`);
  });
  return {
    mix,
    mixByThread,
    roundTrips,
    times: loaded.result,
    raw: { loaded: loaded.raw, controls: controls.map(({ raw }) => raw) },
  };
}

/** What perf counted with the load less what it counted without, of all threads and by the names of threads. */
export function perfMixes(
  loaded: PerfRun<unknown>,
  controls: readonly PerfRun<unknown>[],
  roundTrips: number,
): Pick<PerfMeasured, 'mix' | 'mixByThread'> {
  const mixOf = (choose: (thread: ThreadSummary) => boolean) => {
    const tableOf = ({ summary }: PerfRun<unknown>) =>
      sumTables(summary.threads.filter(choose).map(({ table }) => table));
    return servingMix(tableOf(loaded), controls.map(tableOf), roundTrips);
  };
  const names = Array.from(new Set(loaded.summary.threads.map(({ name }) => name))).sort();
  return {
    mix: mixOf(() => true),
    mixByThread: names.map((name) => ({ name, mix: mixOf((thread) => thread.name === name) })),
  };
}
