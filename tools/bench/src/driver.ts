import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, yardstick } from './bench.ts';
import { runToEnd, type Server } from './children.ts';

/** What load_driver prints. */
export interface DriverReport {
  /** Orders or connections a second. */
  readonly rate: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  /** The share of the time that the driver had a CPU. */
  readonly busy: number;
}

/** Above this share the driver is what limits the rate. */
export const SATURATED = 0.95;

export function parseDriver(text: string): DriverReport {
  const numbers = /^(?:orders|conns)\/s (\S+) p50us (\S+) p99us (\S+) p999us (\S+) busy (\S+)/m.exec(text)?.slice(1);
  const [rate, p50Us, p99Us, p999Us, busy] = numbers?.map(Number) ?? [];
  const report = { rate, p50Us, p99Us, p999Us, busy };
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

/** So often, and so long each time, a server is asked whether it is done. */
const LOOKS = 20;
const LOOK_MS = 10;
/** A server that took less than this of LOOK_MS has nothing left to do. */
const IDLE_NS = 100_000;

/**
 * The CPU time of a server when all that it was asked for is done. When the driver ends, its connections are yet to be
 * closed: thousands take tens of milliseconds, which the next run would find on its bill. One that polls is never done;
 * its time is that of the driver's end.
 */
export async function cpuNsWhenDone(server: Pick<Server, 'cpuNs'>): Promise<number> {
  const atEnd = server.cpuNs();
  for (let look = 0, before = atEnd; look < LOOKS; look++) {
    await sleep(LOOK_MS);
    const now = server.cpuNs();
    if (now - before < IDLE_NS) return now;
    before = now;
  }
  return atEnd;
}

/** Drives a server with `pipe CONNS DEPTH ORDERS` or `churn CONC TOTAL`. */
export async function drive(
  bench: Bench,
  server: Server,
  kind: 'pipe' | 'churn',
  ...numbers: number[]
): Promise<DrivenRun> {
  const file = yardstick(bench, 'load_driver');
  server.resume();
  try {
    const before = server.cpuNs();
    const text = await runToEnd({ cpu: bench.placement.driverCpu, file, args: [server.port, kind, ...numbers] });
    return { ...parseDriver(text), serverCpuNs: ((await cpuNsWhenDone(server)) - before) / numbers.at(-1)! };
  } finally {
    server.pause();
  }
}
