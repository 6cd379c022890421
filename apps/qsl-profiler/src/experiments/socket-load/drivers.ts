import { UntrustedMeasurement } from '@qsl/cli';
import { childEnvironment } from '../../children/environment.ts';
import { runToEnd } from '../../children/run-to-end.ts';
import type { Program } from '../../programs/program.ts';
import { hostOptions } from '../../site/site.ts';
import { median, quantile, sortedSample } from '../../statistics/order-statistics.ts';

export interface Load {
  port: number;
  clients: number;
  signal: AbortSignal;
}

/** What came of N clients that all connect at once. */
export interface LoadOutcome {
  /** From the first connect to the end of the last stream. */
  wallMs: number;
  /** Clients that got every reply they had to get. */
  completed: number;
  /** Why others did not: the first reason; null if all did. */
  failure: string | null;
  /** Connect to end of stream, of the clients that completed. */
  latencyUs: { p50: number; p99: number; max: number };
  /** CPU time of the driver by wall time; null where it cannot be told. */
  driverShare: number | null;
  /** The driver had something to do all the time, and so may be what limits the rate. */
  driverSaturated: boolean;
}

/** Makes one load and tells what came of it. Throws the signal's reason, or UntrustedMeasurement NO_REPORT. */
export type Driver = (load: Load) => Promise<LoadOutcome>;

/** The part of `qsl-client load --json` that is used here (schema qsl-client-load/1). */
interface ChurnReport {
  schema: 'qsl-client-load/1';
  failure: { code: string; message: string } | null;
  elapsedMs: number;
  /** null: the load did not get beyond its warm-up. */
  connections: { begun: number; completed: number } | null;
  latency: { p50Us: number; p99Us: number; maxUs: number };
  driver: { cpuShare: number; saturated: boolean };
}

/** Lets the driver's own code get compiled before it counts. */
const WARM_UP = '50ms';
const PATIENCE = '30s';
/** Order ids of the process driver: above those of the probes that found the gateway ready. */
const FIRST_ORDER_ID = 1_000_000;
const US_PER_MS = 1000;

/**
 * All clients in one process of its own: `qsl-client load --churn` with as many connections as orders. It opens all of
 * them before it reads a reply, so that they are concurrent; it checks every reply; and its clock starts when it is up
 * and warm, so that no start of a process is in the times. A second driver of the profiler's own would do the same again.
 */
export function singleProcessDriver(client: Program): Driver {
  return async ({ port, clients, signal }) => {
    const size = ['--connections', String(clients), '--orders', String(clients)];
    const churn = async (warmUp: string) => {
      const args = ['load', String(port), '--churn', ...size, '--warmup', warmUp, '--timeout', PATIENCE, '--json'];
      const { stdout, failure } = await runClient(client, args, signal);
      return parseReport(stdout, failure);
    };
    let report = await churn(WARM_UP);
    // A client that is not served while warming up ends the load before any are counted: count them cold.
    if (report.connections === null) report = await churn('0');
    const { p50Us: p50, p99Us: p99, maxUs: max } = report.latency;
    return {
      wallMs: report.elapsedMs,
      completed: report.connections?.completed ?? 0,
      failure: report.failure === null ? null : `${report.failure.code}: ${report.failure.message}`,
      latencyUs: { p50, p99, max },
      driverShare: report.driver.cpuShare,
      driverSaturated: report.driver.saturated,
    };
  };
}

/** A `qsl-client` a client, for comparison: its times are those of starting processes, and hardly of the gateway. */
export function processDriver(client: Program): Driver {
  let nextOrderId = FIRST_ORDER_ID;
  const oneClient = async (port: number, orderId: number, signal: AbortSignal) => {
    const startedAt = performance.now();
    // Buys and sells in turn, so that the book stays small.
    const side = orderId % 2 === 0 ? 'buy' : 'sell';
    const args = [String(port), '--id', String(orderId), '--side', side, '--json'];
    const { ending, failure } = await runClient(client, args, signal);
    return { ms: performance.now() - startedAt, failure: ending.code === 0 ? null : failure.message };
  };
  return async ({ port, clients, signal }) => {
    const startedAt = performance.now();
    const ends = await Promise.all(Array.from({ length: clients }, () => oneClient(port, nextOrderId++, signal)));
    const wallMs = performance.now() - startedAt;
    const latenciesMs = sortedSample(ends.filter(({ failure }) => failure === null).map(({ ms }) => ms));
    const us = (ms: number) => (latenciesMs.length === 0 ? 0 : ms * US_PER_MS);
    return {
      wallMs,
      completed: latenciesMs.length,
      driverShare: null,
      driverSaturated: false,
      failure: ends.find(({ failure }) => failure !== null)?.failure ?? null,
      latencyUs:
        latenciesMs.length === 0
          ? { p50: 0, p99: 0, max: 0 }
          : { p50: us(median(latenciesMs)), p99: us(quantile(latenciesMs, 0.99)), max: us(quantile(latenciesMs, 1)) },
    };
  };
}

/** Long sessions, as many at once: each takes a thread of the threaded gateway, and leaves it behind warm. */
export async function holdSessions(client: Program, { port, clients, signal }: Load): Promise<void> {
  const size = ['--connections', String(clients), '--depth', '1', '--orders', String(clients)];
  await runClient(client, ['load', String(port), ...size, '--warmup', '0', '--timeout', PATIENCE, '--json'], signal);
}

function runClient({ file, args: first }: Program, args: string[], signal: AbortSignal) {
  return runToEnd(
    { name: 'qsl-client', file, args: [...first, ...args, ...hostOptions()], env: childEnvironment() },
    signal,
  );
}

function parseReport(stdout: string, failure: Error): ChurnReport {
  try {
    const report = JSON.parse(stdout) as ChurnReport;
    if (report.schema === 'qsl-client-load/1' && report.connections !== undefined) return report;
  } catch {
    // What it is instead is said below.
  }
  throw new UntrustedMeasurement({
    code: 'NO_REPORT',
    message: `the load driver did not report: ${failure.message}`,
    remedy: 'No artifact is written. Run qsl-client load --churn by hand to see what stops it.',
    cause: failure,
  });
}
