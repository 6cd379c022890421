import { UntrustedMeasurement } from '@qsl/cli';
import { sleep } from '../../children/sleep.ts';
import type { Transport } from '../../gateway/gateway-program.ts';
import { driveToTheEnd, type RunningGateway, withGateway } from '../../gateway/running-gateway.ts';
import type { RoundTripTimes } from '../../load/drive.ts';
import { type ServingRow, servingMix } from '../../tracing/serving-mix.ts';
import { type Traced, withStrace } from '../../tracing/strace.ts';
import { assertMixServes } from './mix-check.ts';
import { totalMs } from './pass-1.ts';
import { CONTROL_RUNS, type Plan } from './plan.ts';

/** Pass 2: which system calls serving costs, counted by strace. */
export interface StracePass {
  mix: ServingRow[];
  roundTrips: number;
  /** Under the tracer. */
  times: RoundTripTimes;
  /** The tables as strace wrote them: the run with connections, then those without. */
  raw: { loaded: string; controls: string[] };
}

/**
 * Runs the gateway under strace with the load, then without connections for as long, and subtracts.
 * The gateway is strace's descendant, which Yama's ptrace_scope=1 allows to anybody.
 */
export async function countWithStrace(plan: Plan, transport: Transport): Promise<StracePass> {
  plan.progress.show(`${transport} 2/3: strace, load`);
  const loaded = await traced(plan, transport, (gateway) => driveToTheEnd(gateway, plan.connections));
  const controls: Traced<void>[] = [];
  for (let run = 1; run <= CONTROL_RUNS; run++) {
    plan.progress.show(`${transport} 2/3: strace, control run ${run} of ${CONTROL_RUNS}`);
    controls.push(await traced(plan, transport, ({ signal }) => sleep(totalMs(loaded.result), signal)));
  }
  const tables = controls.map(({ table }) => table);
  const mix = servingMix(loaded.table, tables, plan.connections);
  assertMixServes(mix, plan.connections, (message) => {
    const remedy = 'No artifact is written. A gateway that does its I/O through io_uring cannot be profiled this way.';
    return new UntrustedMeasurement({ code: 'NO_SOCKET_CALLS', message: `strace ${message}`, remedy });
  });
  return {
    mix,
    roundTrips: plan.connections,
    times: loaded.result,
    raw: { loaded: loaded.raw, controls: controls.map(({ raw }) => raw) },
  };
}

function traced<Result>(
  { program, nextPort, signal }: Plan,
  transport: Transport,
  work: (gateway: RunningGateway) => Promise<Result>,
): Promise<Traced<Result>> {
  return withStrace((wrapper) => withGateway({ program, transport, port: nextPort(), wrapper, signal }, work));
}
