import type { Transport } from '../../gateway/gateway-program.ts';
import { type RunningGateway, withGateway } from '../../gateway/running-gateway.ts';
import { median, quantile, sortedSample } from '../../statistics/order-statistics.ts';
import { ThreadLedger } from '../../usage/thread-ledger.ts';
import { readUsage, type Usage, usageBetween } from '../../usage/usage.ts';
import type { Yardstick } from '../../yardstick/yardstick.ts';
import type { Plan } from './plan.ts';

/** A few round trips of the gateway, and as many of the yardstick next to them. In ns per round trip. */
export interface Turn {
  cpuTime: number | null;
  roundTrip: number;
  yardstickCpuTime: number | null;
  yardstickRoundTrip: number;
}

/** What one load cost, per round trip, and what the yardstick cost meanwhile. Times in ns; null: not told here. */
export interface LoadCost {
  cpuTime: number | null;
  median: number;
  p99: number;
  yardstickCpuTime: number | null;
  yardstickMedian: number;
  yardstickP99: number;
  runQueueDelay: number | null;
  voluntarySwitches: number;
  involuntarySwitches: number;
  minorFaults: number;
  /** CPU time of the thread that drives by wall time, 0 to 1. */
  driverShare: number;
  turns: Turn[];
}

/** One fresh gateway: what each of its loads cost, in order. */
export interface Repetition {
  transport: Transport;
  loads: LoadCost[];
  peakResidentBytes: number | null;
}

export interface RepetitionOf {
  transport: Transport;
  yardstick: Yardstick;
  /** Done to the gateway before its first load. */
  prepare?: (gateway: RunningGateway) => Promise<void>;
}

/** Loads until the runtime has compiled the code that serves; they do not count. */
export const WARM_UP_LOADS = 4;
/** Loads of a warm gateway, which do. */
export const COUNTED_LOADS = 8;
/** Round trips until gateway and yardstick take turns: a few milliseconds, so that what disturbs one disturbs both. */
const TURN = 25;
/**
 * Whatever else a machine does only ever adds to what a round trip costs. So the cost is read where little was added: not
 * at the least turn, which is luck, but at the twentieth part.
 */
const UNDISTURBED_SHARE = 0.05;
const US_PER_MS = 1000;

/**
 * Starts a gateway, warms it, and loads it in turn with the yardstick. A figure of it is that of the median load; of
 * several repetitions, made anew with a gateway of their own, an interval can be had that knows how gateways differ.
 */
export function measureRepetition(
  plan: Pick<Plan, 'program' | 'nextPort' | 'signal' | 'connections'>,
  { transport, yardstick, prepare }: RepetitionOf,
): Promise<Repetition> {
  const { program, nextPort, signal, connections } = plan;
  return withGateway({ program, transport, port: nextPort(), signal, restless: true }, async (gateway) => {
    await prepare?.(gateway);
    const ledger = new ThreadLedger();
    const loads: LoadCost[] = [];
    for (let load = 0; load < WARM_UP_LOADS + COUNTED_LOADS; load++) {
      loads.push(await measureLoad(gateway, { connections, yardstick, ledger }));
    }
    return { transport, loads, peakResidentBytes: readUsage({ pid: gateway.pid }, ledger).peakResidentBytes };
  });
}

async function measureLoad(
  gateway: RunningGateway,
  { connections, yardstick, ledger }: { connections: number; yardstick: Yardstick; ledger: ThreadLedger },
): Promise<LoadCost> {
  const { pid } = gateway;
  const times: number[] = [];
  const yardstickTimes: number[] = [];
  const usages: Usage[] = [];
  const turns: Turn[] = [];
  let [driverUs, wallMs] = [0, 0];
  while (times.length < connections) {
    const turn = Math.min(TURN, connections - times.length);
    const before = readUsage({ pid }, ledger);
    const [startedAt, cpuBefore] = [performance.now(), process.threadCpuUsage()];
    const turnTimes = await gateway.drive(turn);
    const { user, system } = process.threadCpuUsage(cpuBefore);
    driverUs += user + system;
    wallMs += performance.now() - startedAt;
    const usage = usageBetween(before, readUsage({ pid }, ledger));
    usages.push(usage);
    times.push(...turnTimes);
    const reading = yardstick.measure(turn);
    yardstickTimes.push(...reading.times);
    turns.push({
      cpuTime: usage.onCpuNs === null ? null : usage.onCpuNs / turn,
      roundTrip: median(sortedSample(turnTimes)),
      yardstickCpuTime: reading.cpuNs === null ? null : reading.cpuNs / turn,
      yardstickRoundTrip: median(sortedSample(reading.times)),
    });
  }
  const per = (field: keyof Usage) => {
    const amounts = usages.map((usage) => usage[field]);
    return amounts.includes(null) ? null : amounts.reduce<number>((sum, n) => sum + (n ?? 0), 0) / connections;
  };
  const [ascending, yardstickAscending] = [sortedSample(times), sortedSample(yardstickTimes)];
  return {
    cpuTime: per('onCpuNs'),
    median: median(ascending),
    p99: quantile(ascending, 0.99),
    yardstickCpuTime: meanOf(turns.map(({ yardstickCpuTime }) => yardstickCpuTime)),
    yardstickMedian: median(yardstickAscending),
    yardstickP99: quantile(yardstickAscending, 0.99),
    runQueueDelay: per('runQueueDelayNs'),
    voluntarySwitches: per('voluntarySwitches') ?? 0,
    involuntarySwitches: per('involuntarySwitches') ?? 0,
    minorFaults: per('minorFaults') ?? 0,
    driverShare: Math.min(1, driverUs / US_PER_MS / wallMs),
    turns,
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** A figure of a repetition while nothing disturbed it: a low quantile of the turns of the loads that count. */
export function undisturbed({ loads }: Repetition, of: (turn: Turn) => number | null): number | null {
  const values = loads.slice(WARM_UP_LOADS).flatMap(({ turns }) => turns.map(of));
  const known = values.filter((value) => value !== null);
  return known.length < values.length || known.length === 0 ? null : quantile(sortedSample(known), UNDISTURBED_SHARE);
}

/** A figure of a repetition: that of the median of the loads that count. */
export function countedMedian({ loads }: Repetition, of: (load: LoadCost) => number | null): number | null {
  const values = loads.slice(WARM_UP_LOADS).map(of);
  const known = values.filter((value) => value !== null);
  return known.length < values.length || known.length === 0 ? null : median(sortedSample(known));
}
