import type { PathOptions } from './path-options.ts';

/** What a queueing discipline has done since it was added: `tc -s -j qdisc show`. */
export interface QdiscCounters {
  kind: string;
  bytes: number;
  packets: number;
  /** Packets that found the queue full, or that netem was told to lose. */
  drops: number;
  /** How often a packet had to wait for its turn. */
  overlimits: number;
  /** Packets that wait now. */
  waiting: number;
}

/** What the bucket must hold so that the rate can be reached with timers of a jiffy, 10 ms at the least: tc-tbf(8). */
const BURST_SECONDS = 0.01;
/** Two full frames: with less than one, nothing passes at all. */
const LEAST_BURST_BYTES = 3200;
/** Packets that may be under way at once: far more than any experiment here keeps. */
const NETEM_PACKETS = 100_000;

/** The arguments that limit rate and queue, tc-tbf(8). */
export function tbfArguments({
  rateBitsPerSecond,
  queueBytes,
}: Pick<PathOptions, 'rateBitsPerSecond' | 'queueBytes'>): string[] {
  const burst = Math.max(LEAST_BURST_BYTES, Math.ceil((rateBitsPerSecond / 8) * BURST_SECONDS));
  return ['tbf', 'rate', `${rateBitsPerSecond}bit`, 'burst', String(burst), 'limit', String(queueBytes)];
}

/** The arguments that delay and lose, tc-netem(8). */
export function netemArguments({ delayMs, lossShare }: Pick<PathOptions, 'delayMs' | 'lossShare'>): string[] {
  return [
    ...['netem', 'limit', String(NETEM_PACKETS)],
    ...(delayMs === 0 ? [] : ['delay', `${delayMs}ms`]),
    ...(lossShare === 0 ? [] : ['loss', 'random', `${Number((lossShare * 100).toFixed(6))}%`]),
  ];
}

/** Reads what `tc -s -j qdisc show` printed. Throws SyntaxError where that is no JSON. */
export function parseQdiscs(text: string): QdiscCounters[] {
  const rows = JSON.parse(text) as Record<string, unknown>[];
  const count = (value: unknown) => (typeof value === 'number' ? value : 0);
  return rows
    .filter((row) => typeof row.kind === 'string' && row.kind !== 'noqueue')
    .map((row) => ({
      kind: String(row.kind),
      bytes: count(row.bytes),
      packets: count(row.packets),
      drops: count(row.drops),
      overlimits: count(row.overlimits),
      waiting: count(row.qlen),
    }));
}
