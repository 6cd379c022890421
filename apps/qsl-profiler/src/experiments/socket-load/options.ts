import { count, parsePort, refuse, UsageError } from '@qsl/cli';
import type { Tunable } from '../../provenance/provenance.ts';
import { describeFlag, EnvironmentTunables } from '../../provenance/tunables.ts';
import { MAX_PAIRS } from '../../statistics/paired-ratio.ts';

/** Who makes the connections: one process all of them, or a process each. */
export type DriverName = 'single' | 'process';

export interface SocketLoadFlags {
  out: string | undefined;
  driver: DriverName;
  gatewayBin: string | undefined;
  clientBin: string | undefined;
}

/** What the user can turn, with where each setting came from. */
export interface SocketLoadTunables {
  /** Concurrent clients, a cell each. */
  counts: number[];
  /** Of each transport in a cell. */
  trials: number;
  /** The threaded gateway's; the epoll gateway takes the next. 0 for free ones. */
  port: number;
  allowPartial: boolean;
  described: Record<string, Tunable>;
}

const DEFAULTS = {
  QSL_LOAD_COUNTS: '1 4 8 16',
  QSL_LOAD_TRIALS: '3',
  QSL_LOAD_PORT: '0',
  QSL_LOAD_ALLOW_PARTIAL: '0',
} as const;

/** As many as can wait to be accepted at once where net.core.somaxconn has its default. */
const MAX_CLIENTS = 4096;
/** A Node process each: beyond it the machine is short of memory before the gateway is of anything. */
const MAX_PROCESSES = 64;
const LAST_PORT = 65535;

/** Reads the tunables in the environment and the flags. Throws UsageError for a bad one. */
export function readTunables(env: NodeJS.ProcessEnv, { driver }: SocketLoadFlags): SocketLoadTunables {
  const tunables = new EnvironmentTunables(env, DEFAULTS);
  const values = {
    counts: tunables.read('QSL_LOAD_COUNTS', parseCounts),
    trials: tunables.read('QSL_LOAD_TRIALS', count({ min: 1, max: MAX_PAIRS })),
    port: tunables.read('QSL_LOAD_PORT', parsePort),
    allowPartial: tunables.read('QSL_LOAD_ALLOW_PARTIAL', count({ min: 0, max: 1 })) === 1,
  };
  const largest = Math.max(...values.counts);
  if (driver === 'process' && largest > MAX_PROCESSES) {
    throw new UsageError(`--driver process starts a process a client: at most ${MAX_PROCESSES}, not ${largest}`);
  }
  if (values.port === LAST_PORT)
    throw new UsageError(`QSL_LOAD_PORT: ${LAST_PORT} leaves no room for the port after it`);
  const described = tunables.describe(values.port === 0 ? ['QSL_LOAD_PORT'] : []);
  return { ...values, described: { ...described, '--driver': describeFlag(driver, driver === 'single') } };
}

function parseCounts(text: string): number[] {
  const words = text.trim().split(/[\s,]+/);
  const counts = words.map(Number);
  const areCounts = words.every(
    (word, i) => /^\d+$/.test(word) && Number(counts[i]) >= 1 && Number(counts[i]) <= MAX_CLIENTS,
  );
  if (!areCounts) refuse(text, `a list of numbers of clients such as "1 4 8 16", each from 1 to ${MAX_CLIENTS}`);
  if (new Set(counts).size !== counts.length) refuse(text, 'a list of different numbers of clients');
  return counts;
}
