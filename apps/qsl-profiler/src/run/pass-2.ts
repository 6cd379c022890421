import { UntrustedMeasurement } from '@qsl/cli';
import { sleep } from '../children/sleep.ts';
import type { StracePass } from '../experiments/gateway-io/pass-2.ts';
import { CONTROL_RUNS } from '../experiments/gateway-io/plan.ts';
import { servingMix } from '../tracing/serving-mix.ts';
import { type Traced, withStrace } from '../tracing/strace.ts';
import type { LoadOutcome } from './load.ts';
import { findUncounted } from './mix-check.ts';
import { wallMs } from './pass-1.ts';
import { type Plan, withPlannedServer } from './plan.ts';
import type { RunningServer } from './running-server.ts';

/** Pass 2: which system calls a request costs, counted by strace in the server and everything it starts. */
export interface StraceRun extends StracePass {
  load: LoadOutcome;
}

/** Runs the server under strace with the load, then without connections for as long, and subtracts. */
export async function countWithStrace(plan: Plan): Promise<StraceRun> {
  plan.progress.show('2/3: strace, load');
  const loaded = await traced(plan, async (server) => {
    const outcome = await plan.load(server);
    await server.settle();
    return outcome;
  });
  const { result: load } = loaded;
  const controls: Traced<void>[] = [];
  for (let run = 1; run <= CONTROL_RUNS; run++) {
    plan.progress.show(`2/3: strace, control run ${run} of ${CONTROL_RUNS}`);
    controls.push(await traced(plan, ({ signal }) => sleep(wallMs([load]), signal)));
  }
  const tables = controls.map(({ table }) => table);
  const mix = servingMix(loaded.table, tables, load.requests);
  const uncounted = findUncounted(mix, load);
  if (uncounted !== undefined) {
    throw new UntrustedMeasurement({
      code: 'NO_SOCKET_CALLS',
      message: `strace ${uncounted}`,
      remedy: 'No artifact is written. A server that does its I/O through io_uring cannot be profiled this way.',
    });
  }
  return {
    ...{ mix, load },
    roundTrips: load.requests,
    times: load.times,
    raw: { loaded: loaded.raw, controls: controls.map(({ raw }) => raw) },
  };
}

function traced<Result>(plan: Plan, work: (server: RunningServer) => Promise<Result>): Promise<Traced<Result>> {
  return withStrace((wrapper) => withPlannedServer(plan, wrapper, work));
}
