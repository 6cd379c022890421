import { randomInt } from 'node:crypto';
import { UsageError } from '@qsl/cli';
import type { Endpoint } from '@qsl/posix';
import { MAX_DEPTH } from './limits.ts';

const MS_PER_SECOND = 1000;
const DEFAULT_CONNECTIONS = 8;
const DEFAULT_DEPTH = 64;
const DEFAULT_DURATION_MS = 5000;
const DEFAULT_WARMUP_MS = 500;
/** Upper halves of ids are u32. */
const ID_HIGHS = 2 ** 32;

/** The options of `qsl-client load` as given; what is not given is undefined. */
export interface LoadRequest extends Endpoint {
  connections?: number | undefined;
  depth?: number | undefined;
  orders?: number | undefined;
  durationMs?: number | undefined;
  ratePerSecond?: number | undefined;
  churn: boolean;
  warmupMs?: number | undefined;
  timeoutMs: number;
  symbols: number;
  idBase?: number | undefined;
  cpu?: number | undefined;
  spin: boolean;
}

/** A load with everything decided. */
export interface LoadPlan {
  gateway: Endpoint;
  /** A connection for each order, in place of long sessions. */
  churn: boolean;
  /** Long connections, or the most short ones open at a time. */
  connections: number;
  /** The most orders in flight on one connection. */
  depth: number;
  /** Orders to measure, Infinity for as many as fit into durationMs. */
  orders: number;
  /** How long to go on sending, Infinity for as long as the orders take. */
  durationMs: number;
  /** Orders per second by a timetable: an open loop. Undefined: a closed loop. */
  ratePerSecond: number | undefined;
  warmupMs: number;
  timeoutMs: number;
  symbols: number;
  /** The upper half of the first connection's order ids. */
  idBase: number;
  /** The CPU to run on. */
  cpu: number | undefined;
  spin: boolean;
}

/** Decides what was left open. Throws UsageError for options that do not go together. */
export function planLoad(request: LoadRequest): LoadPlan {
  const { host, port, churn, timeoutMs, symbols, ratePerSecond, cpu, spin } = request;
  if (request.orders !== undefined && request.durationMs !== undefined) {
    throw new UsageError('--orders and --duration both say when to end: give one of them');
  }
  if (churn && request.depth !== undefined) {
    throw new UsageError('--depth has no meaning with --churn: a connection carries one order');
  }
  const connections = request.connections ?? DEFAULT_CONNECTIONS;
  const openLoopDepth = ratePerSecond === undefined ? DEFAULT_DEPTH : MAX_DEPTH;
  return {
    gateway: { host, port },
    churn,
    connections,
    depth: churn ? 1 : (request.depth ?? openLoopDepth),
    ...extent(request),
    ratePerSecond,
    // A short run of connections is mostly asked for as an exact number of them, and the kernel outweighs a cold driver.
    warmupMs: request.warmupMs ?? (churn ? 0 : DEFAULT_WARMUP_MS),
    timeoutMs,
    symbols,
    // Random, so that runs against one gateway do not reuse an id that may still rest.
    idBase: request.idBase ?? randomInt(ID_HIGHS - connections),
    cpu,
    spin,
  };
}

/** When to end: by orders, by time, or, in an open loop, by the orders that are due in that time. */
function extent({ orders, durationMs, ratePerSecond }: LoadRequest): { orders: number; durationMs: number } {
  if (orders !== undefined) return { orders, durationMs: Number.POSITIVE_INFINITY };
  const ms = durationMs ?? DEFAULT_DURATION_MS;
  if (ratePerSecond === undefined) return { orders: Number.POSITIVE_INFINITY, durationMs: ms };
  return { orders: ordersDue(ratePerSecond, ms), durationMs: Number.POSITIVE_INFINITY };
}

/** How many orders a timetable of this rate has in `ms`: at least the one that is due at once. */
export function ordersDue(ratePerSecond: number, ms: number): number {
  return Math.max(1, Math.floor((ratePerSecond * ms) / MS_PER_SECOND));
}
