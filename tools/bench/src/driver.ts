import { setTimeout as sleep } from 'node:timers/promises';
import { RuntimeFailure } from '@qsl/cli';
import { type Bench, yardstick } from './bench.ts';
import { runToEnd, type Server } from './children.ts';
import { median } from './statistics.ts';

/** What load_driver prints. */
export interface DriverReport {
  /** Orders or connections a second. */
  readonly rate: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  /** The share of the time that the driver had a CPU. */
  readonly busy: number;
  /** Fills and Rejects of `pipe`; `churn` does not look at what came back, but counts answers that were too short. */
  readonly fills: number;
  readonly rejects: number;
}

/**
 * Above this share the driver is what limits the rate. A driver that is busy for a share b of the time could not drive any
 * server more than 1/b times as fast: at nine tenths a rate that was to show more than a ninth above it would not show it.
 */
export const SATURATED = 0.9;

const LINE =
  /^(?:orders|conns)\/s (\S+) p50us (\S+) p99us (\S+) p999us (\S+) busy (\S+) (?:fills (\S+) rejects (\S+)|bad 0)$/m;

export function parseDriver(text: string): DriverReport {
  const numbers = LINE.exec(text)?.slice(1);
  const [rate, p50Us, p99Us, p999Us, busy, fills, rejects] = numbers?.map((number = '0') => Number(number)) ?? [];
  const report = { rate, p50Us, p99Us, p999Us, busy, fills, rejects };
  if (Object.values(report).some((value) => value === undefined || !Number.isFinite(value))) {
    throw new Error(`no report of the load driver: ${text}`);
  }
  return report as DriverReport;
}

/** One run of the load driver against one server. */
export interface DrivenRun extends DriverReport {
  /** CPU time of the server for an order or a connection, in nanoseconds. */
  readonly serverCpuNs: number;
}

/** So long a server is waited for, and so long each time until it is asked again whether it is done. */
const REST_MS = 10_000;
const LOOK_MS = 10;
/** A server that took less than this of LOOK_MS has nothing left to do. */
const IDLE_NS = 100_000;

/**
 * The CPU time of a server when all that it was asked for is done. When the driver ends, its connections are yet to be
 * closed: thousands take tens of milliseconds, which the next run would find on its bill. One that polls is never done;
 * its time is that of the driver's end. Throws RuntimeFailure NOT_AT_REST for another that is not done in time.
 */
export async function cpuNsWhenDone(
  { cpuNs, command }: Pick<Server, 'cpuNs' | 'command'>,
  withinMs = REST_MS,
): Promise<number> {
  let before = cpuNs();
  if (command.polls) return before;
  for (let look = 0; look < withinMs / LOOK_MS; look++) {
    await sleep(LOOK_MS);
    const now = cpuNs();
    if (now - before < IDLE_NS) return now;
    before = now;
  }
  throw new RuntimeFailure({
    code: 'NOT_AT_REST',
    message: `the server was still busy ${withinMs / 1000} s after its load: what the load cost cannot be told`,
  });
}

/** What a server was asked under `pipe`. */
interface Asked {
  readonly connections: number;
  readonly orders: number;
  readonly matches: boolean;
}

/**
 * Throws RuntimeFailure WRONG_ANSWERS where a server did not do what it was measured at. Every second order crosses the one
 * before it; where a batch ends between the two, the other half comes by another connection, and may meet another order.
 */
export function assertAnswered({ fills, rejects }: DriverReport, { connections, orders, matches }: Asked): void {
  const expected = matches ? orders / 2 : 0;
  if (rejects === 0 && Math.abs(fills - expected) < connections) return;
  throw new RuntimeFailure({
    code: 'WRONG_ANSWERS',
    message: `${orders} orders were answered by ${fills} fills, where ${expected} were due, and by ${rejects} rejects`,
  });
}

/** Drives a server with `pipe CONNS DEPTH ORDERS` or `churn CONC TOTAL`. */
export async function drive(
  bench: Bench,
  server: Server,
  kind: 'pipe' | 'churn',
  ...numbers: number[]
): Promise<DrivenRun> {
  const file = yardstick(bench, 'load_driver');
  const [connections, total] = [numbers[0]!, numbers.at(-1)!];
  server.resume();
  try {
    const before = server.cpuNs();
    const text = await runToEnd({ cpu: bench.placement.driverCpu, file, args: [server.port, kind, ...numbers] });
    const report = parseDriver(text);
    if (kind === 'pipe')
      assertAnswered(report, { connections, orders: total, matches: server.command.matches ?? false });
    return { ...report, serverCpuNs: ((await cpuNsWhenDone(server)) - before) / total };
  } finally {
    server.pause();
  }
}

/** `driver 71 % busy, 93 % against the socket floor`: who was waited for. */
export function busyNote(
  ours: readonly DriverReport[],
  theirs: readonly DriverReport[],
  yardstickName: string,
): string {
  const share = (side: readonly DriverReport[]) => `${(100 * busyOf(side)).toFixed(0)} %`;
  return `driver ${share(ours)} busy, ${share(theirs)} against the ${yardstickName}`;
}

const busyOf = (side: readonly DriverReport[]) => median(side.map(({ busy }) => busy));

/** Whether the driver was the limit on either side: then a ratio of rates is nearer to 1 than the servers are, or further. */
export function isSaturated(...sides: (readonly DriverReport[])[]): boolean {
  return sides.some((side) => busyOf(side) > SATURATED);
}
