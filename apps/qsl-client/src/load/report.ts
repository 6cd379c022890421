import { reasonName } from '@qsl/wire-protocol';
import type { ConnectionCounts, LoadFailure, Phase } from './phase.ts';
import type { LoadPlan } from './plan.ts';
import type { LoadOutcome } from './run.ts';

const MS_PER_SECOND = 1000;
/** An open loop that gets this far has kept to its timetable: the last order's latency is part of the time. */
const KEPT_RATE_SHARE = 0.99;
/** A driver that had something to do for more of the time than this may itself be what limits the rate. */
const SATURATED_BUSY_SHARE = 0.95;

/**
 * What `qsl-client load --json` prints, also for a run that failed (exit status 1). A stable interface: within one
 * version of the schema nothing is renamed, removed or changed in meaning; additions are possible. Names end in their unit.
 */
export interface LoadReport {
  /** Ends in the schema's version. */
  schema: 'qsl-client-load/1';
  /** Every order was answered, and every reply was one that had to come. */
  ok: boolean;
  /**
   * What went wrong first; the figures are then those up to there. Codes: CONNECT_FAILED, CLOSED_EARLY (a connection ended
   * with answers due), CONNECTION_LOST (reset), MALFORMED_REPLY (not what was asked for), STALLED (nothing came for
   * timeoutMs), or the name of an errno.
   */
  failure: { code: string; message: string } | null;
  settings: {
    host: string;
    port: number;
    /** `sessions`: long connections. `churn`: one connection an order; latencies then span connect to end of stream. */
    mode: 'sessions' | 'churn';
    loop: 'closed' | 'open';
    connections: number;
    /** The most orders in flight on one connection. */
    depth: number;
    /** Null: as many as fit into durationMs. */
    orders: number | null;
    /** Null: as long as the orders take. */
    durationMs: number | null;
    /** Of an open loop. */
    ratePerSecond: number | null;
    warmupMs: number;
    timeoutMs: number;
    symbols: number;
    /** The upper half of the first connection's order ids. */
    idBase: number;
    /** The CPU the driver was bound to. */
    cpu: number | null;
    spin: boolean;
  };
  /** What came before the measured part, and is in none of the other figures. */
  warmup: { orders: number; elapsedMs: number } | null;
  /** From the start of sending to the last answer. */
  elapsedMs: number;
  orders: { sent: number; answered: number; acked: number; rejected: number };
  /** How many orders were rejected, by the protocol's name of the reason. */
  rejects: Record<string, number>;
  fills: number;
  /** Fills whose maker is no order of this run: others trade on the same gateway. */
  foreignFills: number;
  /** In churn mode. `failed` by failure code. */
  connections: ConnectionCounts | null;
  /** Answered orders in elapsedMs; in churn mode that is connections too. */
  ordersPerSecond: number;
  latency: {
    /** What a latency counts from: the order's sending (closed loop), or the time the timetable has it for (open loop). */
    from: 'sent' | 'planned';
    count: number;
    minUs: number;
    meanUs: number;
    p50Us: number;
    p90Us: number;
    p99Us: number;
    p999Us: number;
    maxUs: number;
  };
  /** The load driver itself, in the measured part. */
  driver: {
    /** CPU time of its thread by wall time. */
    cpuShare: number;
    /** The part of the time in which it had something to do. */
    busyShare: number;
    /**
     * It was busy all the time and so may be what limits the rate: the gateway may be faster than these figures. An open
     * loop that keeps to its timetable is not limited by anything.
     */
    saturated: boolean;
    /** By how much orders went out later than the timetable of an open loop has them; part of their latencies. */
    delay: { p50Us: number; p99Us: number; maxUs: number } | null;
  };
}

/** Puts a plan and what came of it into the published form. */
export function reportLoad(plan: LoadPlan, { warmup, measured }: LoadOutcome): LoadReport {
  const { tally, elapsedMs, busyShare } = measured;
  const rejected = tally.rejected;
  const answered = tally.acks + rejected;
  const ordersPerSecond = elapsedMs > 0 ? (answered * MS_PER_SECOND) / elapsedMs : 0;
  return {
    schema: 'qsl-client-load/1',
    ok: measured.failure === undefined,
    failure: describeFailure(measured.failure),
    settings: describeSettings(plan),
    warmup: warmup === undefined ? null : describeWarmup(warmup),
    elapsedMs: rounded(elapsedMs),
    orders: { sent: measured.sent, answered, acked: tally.acks, rejected },
    rejects: countsByReason(tally.rejects),
    fills: tally.fills,
    foreignFills: tally.foreignFills,
    connections: measured.connections ?? null,
    ordersPerSecond: rounded(ordersPerSecond),
    latency: { from: plan.ratePerSecond === undefined ? 'sent' : 'planned', ...measured.latency },
    driver: {
      cpuShare: rounded(measured.cpuShare),
      busyShare: rounded(busyShare),
      saturated: busyShare > SATURATED_BUSY_SHARE && !keptTimetable(plan, ordersPerSecond),
      delay: plan.ratePerSecond === undefined ? null : describeDelay(measured),
    },
  };
}

function keptTimetable({ ratePerSecond }: LoadPlan, ordersPerSecond: number): boolean {
  return ratePerSecond !== undefined && ordersPerSecond >= ratePerSecond * KEPT_RATE_SHARE;
}

function describeDelay({ delay: { p50Us, p99Us, maxUs } }: Phase): LoadReport['driver']['delay'] {
  return { p50Us, p99Us, maxUs };
}

function describeSettings(plan: LoadPlan): LoadReport['settings'] {
  const { gateway, churn, connections, depth, ratePerSecond, warmupMs, timeoutMs, symbols, idBase, cpu, spin } = plan;
  return {
    ...gateway,
    mode: churn ? 'churn' : 'sessions',
    loop: ratePerSecond === undefined ? 'closed' : 'open',
    connections,
    depth,
    orders: finiteOrNull(plan.orders),
    durationMs: finiteOrNull(plan.durationMs),
    ratePerSecond: ratePerSecond ?? null,
    warmupMs,
    timeoutMs,
    symbols,
    idBase,
    cpu: cpu ?? null,
    spin,
  };
}

function describeWarmup({ sent, elapsedMs }: Phase): LoadReport['warmup'] {
  return { orders: sent, elapsedMs: rounded(elapsedMs) };
}

function describeFailure(failure: LoadFailure | undefined): LoadReport['failure'] {
  return failure === undefined ? null : { code: failure.code, message: failure.message };
}

function countsByReason(rejects: Float64Array): Record<string, number> {
  const entries = Array.from(rejects, (count, reason) => [reasonName(reason), count] as const);
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** To a thousandth: a microsecond, where the value is in ms. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
