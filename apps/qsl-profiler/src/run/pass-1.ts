import { UntrustedMeasurement } from '@qsl/cli';
import { readSnmp } from '@qsl/procfs';
import { sleep } from '../children/sleep.ts';
import { describeWarmUp, ticksBetween, type UntracedPass } from '../experiments/gateway-io/pass-1.ts';
import { median, sortedSample } from '../statistics/order-statistics.ts';
import { TreeLedger } from '../usage/tree-ledger.ts';
import { type Usage, usageBetween } from '../usage/usage.ts';
import { withYardstick, type Yardstick } from '../yardstick/yardstick.ts';
import type { LoadOutcome } from './load.ts';
import type { LoadCost } from './metrics.ts';
import { type Plan, withPlannedServer } from './plan.ts';
import type { RunningServer } from './running-server.ts';

/** Pass 1: what the server and everything it started use, undisturbed by any tracer. */
export interface UntracedRun extends UntracedPass {
  loads: LoadOutcome[];
  /** The same loads, as repetitions. */
  costs: LoadCost[];
  processes: { running: number; started: number; ended: number };
  /** Segments sent again in the whole network namespace meanwhile. */
  namespaceRetransmits: number;
}

/** Processes and threads that end are known up to their last reading: at most this long before. */
const READING_MS = 50;
/** Walking the processes must not take a core from the load. */
const READING_SHARE = 0.1;
const MAX_LOADS = 2_000;
/** Before each load: some milliseconds. */
const YARDSTICK_ROUND_TRIPS = 50;
/** The connection that found the server accepting. */
const PROBES = 1;

/** Profiles the server; repeats the load until the split rests on `minTicks` ticks. */
export function measureUntraced(plan: Plan): Promise<UntracedRun> {
  return withPlannedServer(plan, [], (server) => withYardstick((yardstick) => observe(plan, server, yardstick)));
}

async function observe(plan: Plan, server: RunningServer, yardstick: Yardstick): Promise<UntracedRun> {
  const ledger = new TreeLedger(server.rootPid);
  const startUp = ledger.read();
  const startUpByName = ledger.onCpuNsByName;
  const retransmitsBefore = readSnmp().tcp.retransSegs;
  const loads: LoadOutcome[] = [];
  const costs: LoadCost[] = [];
  const readings = [startUp];
  do {
    plan.progress.show(`1/3: untraced, load ${loads.length + 1}`);
    const yardstickNs = median(sortedSample(yardstick.measure(YARDSTICK_ROUND_TRIPS).times));
    const load = await plan.load({ ...server, onPause: readRegularly(ledger) });
    loads.push(load);
    const before = readings.at(-1) as Usage;
    readings.push(ledger.read());
    const { onCpuNs: cpuNs } = usageBetween(before, readings.at(-1) as Usage);
    costs.push({ ...load, cpuNs, yardstickNs });
    assertTicksAreComing(loads.length, plan);
  } while (ticksBetween(startUp, readings.at(-1) as Usage) < plan.minTicks);
  const namespaceRetransmits = readSnmp().tcp.retransSegs - retransmitsBefore;
  // The server may still have connections to close.
  await server.settle();
  const after = ledger.read();
  const onCpuNsByThread = new Map(
    Array.from(ledger.onCpuNsByName, ([name, onCpuNs]) => [name, onCpuNs - (startUpByName.get(name) ?? 0)]),
  );
  const { processes, threads } = ledger;
  plan.progress.show('1/3: untraced, idle');
  await sleep(wallMs(loads), server.signal);
  const [first] = loads as [LoadOutcome];
  return {
    ...{ loads, costs, processes, threads, onCpuNsByThread, namespaceRetransmits, startUp },
    probeRoundTrips: PROBES,
    serving: usageBetween(startUp, after),
    roundTrips: loads.reduce((sum, { requests }) => sum + requests, 0),
    idle: usageBetween(after, ledger.read()),
    warmUp: describeWarmUp(readings, first.requests),
    peakResidentBytes: after.peakResidentBytes,
    times: Float64Array.from(loads.flatMap(({ times }) => Array.from(times))),
    firstTimes: first.times,
  };
}

function readRegularly(ledger: TreeLedger): () => void {
  let due = 0;
  return () => {
    const now = performance.now();
    if (now < due) return;
    ledger.read();
    const took = performance.now() - now;
    due = now + Math.max(READING_MS, took / READING_SHARE);
  };
}

/** How long the loads took. */
export function wallMs(loads: readonly LoadOutcome[]): number {
  return loads.reduce((sum, { wallNs }) => sum + wallNs, 0) / 1e6;
}

function assertTicksAreComing(loads: number, { minTicks }: Plan): void {
  if (loads < MAX_LOADS) return;
  throw new UntrustedMeasurement({
    code: 'TOO_FEW_TICKS',
    message: `after ${loads} loads the user/system split does not rest on ${minTicks} ticks`,
    remedy: 'Lower --min-ticks, or raise --requests.',
  });
}
