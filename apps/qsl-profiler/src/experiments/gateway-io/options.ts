import { count, parsePort, UsageError } from '@qsl/cli';
import type { Tunable } from '../../provenance/provenance.ts';
import { describeFlag, EnvironmentTunables } from '../../provenance/tunables.ts';
import { MAX_PAIRS } from '../../statistics/paired-ratio.ts';
import { gatewayStarts } from './plan.ts';

export interface GatewayIoFlags {
  out: string | undefined;
  minTicks: number;
  gatewayBin: string | undefined;
}

/** What the user can turn, with where each setting came from. */
export interface GatewayIoTunables {
  connections: number;
  repetitions: number;
  /** The first of gatewayStarts ports in a row; 0 for free ones. */
  port: number;
  minTicks: number;
  described: Record<string, Tunable>;
}

const CONNECTIONS = 'QSL_PROFILE_CONNECTIONS';
const REPETITIONS = 'QSL_PROFILE_REPETITIONS';
const PORT = 'QSL_PROFILE_PORT';
const DEFAULTS = { [CONNECTIONS]: '500', [REPETITIONS]: '8', [PORT]: '0' } as const;
/** The least for which a median has an interval; the most whose times are worth keeping. */
const CONNECTION_RANGE = { min: 6, max: 1_000_000 };

/** Reads the tunables in the environment and the flags. Throws UsageError for a bad one. */
export function readTunables(env: NodeJS.ProcessEnv, { minTicks }: GatewayIoFlags): GatewayIoTunables {
  const tunables = new EnvironmentTunables(env, DEFAULTS);
  const connections = tunables.read(CONNECTIONS, count(CONNECTION_RANGE));
  const repetitions = tunables.read(REPETITIONS, count({ min: 1, max: MAX_PAIRS }));
  const starts = gatewayStarts(repetitions);
  const port = tunables.read(PORT, parsePort);
  if (port + starts > 65536) {
    throw new UsageError(`${PORT}: ${port} leaves no room for the ${starts} ports in a row that a run takes`);
  }
  const described = tunables.describe(port === 0 ? [PORT] : []);
  return {
    ...{ connections, repetitions, port, minTicks },
    described: { ...described, '--min-ticks': describeFlag(String(minTicks), minTicks === 0) },
  };
}
