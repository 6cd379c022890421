import { count, parsePort, refuse, UsageError } from '@qsl/cli';
import type { Tunable } from '../../provenance/provenance.ts';
import { describeFlag, EnvironmentTunables } from '../../provenance/tunables.ts';

export interface SocketStressFlags {
  out: string | undefined;
  search: boolean;
  mdfeedBin: string | undefined;
}

/** What the user can turn, with where each setting came from. */
export interface SocketStressTunables {
  /** Commands of the order flow; some three messages for every four of them. */
  orders: number;
  /** Of each buffer. */
  trials: number;
  smallBytes: number;
  largeBytes: number;
  /** A u64, as text. */
  seed: string;
  /** 0 for a free one, another each time. */
  port: number;
  described: Record<string, Tunable>;
}

const DEFAULTS = {
  QSL_STRESS_ORDERS: '20000',
  QSL_STRESS_TRIALS: '4',
  QSL_STRESS_SMALL_BUF: '2048',
  QSL_STRESS_LARGE_BUF: '8388608',
  QSL_STRESS_SEED: '42',
  QSL_STRESS_PORT: '0',
} as const;

const MAX_ORDERS = 10_000_000;
const MAX_TRIALS = 100;
/** SO_RCVBUF is an int, and Linux doubles it. */
const BUFFER_RANGE = { min: 1, max: 2 ** 30 - 1 };
const MAX_SEED = 2n ** 64n - 1n;

/** Reads the tunables in the environment and the flags. Throws UsageError for a bad one. */
export function readTunables(env: NodeJS.ProcessEnv, { search }: SocketStressFlags): SocketStressTunables {
  const tunables = new EnvironmentTunables(env, DEFAULTS);
  const values = {
    orders: tunables.read('QSL_STRESS_ORDERS', count({ min: 1, max: MAX_ORDERS })),
    trials: tunables.read('QSL_STRESS_TRIALS', count({ min: 1, max: MAX_TRIALS })),
    smallBytes: tunables.read('QSL_STRESS_SMALL_BUF', count(BUFFER_RANGE)),
    largeBytes: tunables.read('QSL_STRESS_LARGE_BUF', count(BUFFER_RANGE)),
    seed: tunables.read('QSL_STRESS_SEED', parseSeed),
    port: tunables.read('QSL_STRESS_PORT', parsePort),
  };
  if (values.smallBytes >= values.largeBytes) {
    throw new UsageError(
      `QSL_STRESS_SMALL_BUF: ${values.smallBytes} is not below QSL_STRESS_LARGE_BUF, ${values.largeBytes}`,
    );
  }
  const described = tunables.describe(values.port === 0 ? ['QSL_STRESS_PORT'] : []);
  return { ...values, described: { ...described, '--search': describeFlag(search ? 'yes' : 'no', !search) } };
}

function parseSeed(text: string): string {
  if (!/^\d+$/.test(text) || BigInt(text) > MAX_SEED) refuse(text, 'a seed: a whole number from 0 to 2^64 - 1');
  return text;
}
