import { UntrustedMeasurement } from '@qsl/cli';
import { sleep } from '../../children/sleep.ts';
import type { Transport } from '../../gateway/gateway-program.ts';
import { type RunningGateway, withGateway } from '../../gateway/running-gateway.ts';
import { settle } from '../../gateway/settle.ts';
import type { RoundTripTimes } from '../../load/drive.ts';
import { type LedgerThreads, ThreadLedger } from '../../usage/thread-ledger.ts';
import { readThreads } from '../../usage/threads.ts';
import { readUsage, type Usage, usageBetween } from '../../usage/usage.ts';
import type { Plan } from './plan.ts';

/** Pass 1: what the gateway uses, undisturbed by any tracer, as procfs tells it. */
export interface UntracedPass {
  /** From the start of the process until it was ready, its first round trips included. */
  startUp: Usage;
  /** Round trips those were. */
  probeRoundTrips: number;
  serving: Usage;
  /** Round trips of `serving`. */
  roundTrips: number;
  /** The gateway without connections, for as long as the load took: what of `serving` is mere presence. */
  idle: Usage;
  /** The first and the last load of several; null if there was but one. */
  warmUp: { first: Usage; last: Usage; roundTripsEach: number } | null;
  /** High-water mark of the resident set at the end, in bytes. */
  peakResidentBytes: number | null;
  threads: LedgerThreads;
  /** CPU time while serving, in ns, by the name of the thread. */
  onCpuNsByThread: Map<string, number>;
  /** Every load's times, one after the other. */
  times: RoundTripTimes;
  /** Those of the first load: the one the tracers' loads are compared with. */
  firstTimes: RoundTripTimes;
}

/** Ended threads are known up to their last reading: at most this long before. */
export const THREAD_READING_MS = 50;
/** Where a gateway uses next to no CPU, ticks would take for ever. */
const MAX_LOADS = 2_000;

/** Profiles the gateway with one transport; repeats the load until the split rests on `minTicks` ticks. */
export function measureUntraced(plan: Plan, transport: Transport): Promise<UntracedPass> {
  const { program, nextPort, signal } = plan;
  return withGateway({ program, transport, port: nextPort(), signal }, (gateway) => observe(plan, gateway, transport));
}

async function observe(plan: Plan, gateway: RunningGateway, transport: Transport): Promise<UntracedPass> {
  const { pid, signal } = gateway;
  const ledger = new ThreadLedger();
  const startUp = readUsage({ pid }, ledger);
  const startUpByThread = ledger.onCpuNsByName;
  const loads: RoundTripTimes[] = [];
  const readings = [startUp];
  do {
    plan.progress.show(`${transport} 1/3: untraced, load ${loads.length + 1}`);
    loads.push(await gateway.drive(plan.connections, readThreadsRegularly(pid, ledger)));
    readings.push(readUsage({ pid }, ledger));
    assertTicksAreComing(loads.length, plan);
  } while (ticksBetween(startUp, readings.at(-1) as Usage) < plan.minTicks);
  // The gateway still has the last connection to close.
  await settle(gateway);
  const after = readUsage({ pid }, ledger);
  const afterByThread = ledger.onCpuNsByName;
  plan.progress.show(`${transport} 1/3: untraced, idle`);
  const times = joinTimes(loads);
  await sleep(totalMs(times), signal);
  return {
    startUp,
    probeRoundTrips: gateway.probeRoundTrips,
    serving: usageBetween(startUp, after),
    roundTrips: times.length,
    idle: usageBetween(after, readUsage({ pid }, ledger)),
    warmUp: describeWarmUp(readings, plan.connections),
    peakResidentBytes: after.peakResidentBytes,
    threads: ledger.threads,
    onCpuNsByThread: new Map(
      Array.from(afterByThread, ([name, onCpuNs]) => [name, onCpuNs - (startUpByThread.get(name) ?? 0)]),
    ),
    times,
    firstTimes: loads[0] as RoundTripTimes,
  };
}

function readThreadsRegularly(pid: number, ledger: ThreadLedger): () => void {
  let readAt = performance.now();
  return () => {
    if (performance.now() - readAt < THREAD_READING_MS) return;
    ledger.enter(readThreads({ pid }));
    readAt = performance.now();
  };
}

export function ticksBetween(before: Usage, now: Usage): number {
  const { userTicks, systemTicks } = usageBetween(before, now);
  return userTicks + systemTicks;
}

/** The first and the last load out of readings before, between and after loads. */
export function describeWarmUp(readings: Usage[], roundTripsEach: number): UntracedPass['warmUp'] {
  const [ready, afterFirst] = readings;
  const [beforeLast, afterLast] = readings.slice(-2);
  if (readings.length < 3 || !ready || !afterFirst || !beforeLast || !afterLast) return null;
  return { first: usageBetween(ready, afterFirst), last: usageBetween(beforeLast, afterLast), roundTripsEach };
}

function assertTicksAreComing(loads: number, { minTicks }: Plan): void {
  if (loads < MAX_LOADS) return;
  throw new UntrustedMeasurement({
    code: 'TOO_FEW_TICKS',
    message: `after ${loads} loads the user/system split does not rest on ${minTicks} ticks`,
    remedy: 'Lower --min-ticks, or raise QSL_PROFILE_CONNECTIONS.',
  });
}

/** How long a load took, pauses between round trips left out. */
export function totalMs(times: RoundTripTimes): number {
  return times.reduce((sum, timeNs) => sum + timeNs, 0) / 1e6;
}

function joinTimes(loads: RoundTripTimes[]): RoundTripTimes {
  return Float64Array.from(loads.flatMap((times) => Array.from(times)));
}
