import type { RunResult } from '../experiments/carry-out.ts';

/** Experiments that can be done over a path. */
export const EXPERIMENTS = ['gateway-io', 'socket-stress', 'socket-load'] as const;
export type ExperimentName = (typeof EXPERIMENTS)[number];

/** A small form: over a path with delay every round trip takes its time. The environment has its own word all the same. */
const SMALL: Readonly<Record<string, string>> = {
  QSL_PROFILE_CONNECTIONS: '50',
  QSL_PROFILE_REPETITIONS: '1',
  QSL_STRESS_ORDERS: '4000',
  QSL_STRESS_TRIALS: '2',
  QSL_LOAD_COUNTS: '1 4',
  QSL_LOAD_TRIALS: '3',
};

/** Puts the small form into the environment, where that says nothing. */
export function makeSmall(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(SMALL)) env[name] ||= value;
}

export interface ExperimentFlags {
  out: string;
  gatewayBin: string | undefined;
  clientBin: string | undefined;
  mdfeedBin: string | undefined;
}

/** Does one experiment where it is told to be done, see `at`. */
export async function runExperiment(
  name: ExperimentName,
  { out, gatewayBin, clientBin, mdfeedBin }: ExperimentFlags,
  signal: AbortSignal,
): Promise<RunResult> {
  if (name === 'gateway-io') {
    const { profileGatewayIo } = await import('../experiments/gateway-io/run.ts');
    return profileGatewayIo({ out, gatewayBin, minTicks: 0 }, signal);
  }
  if (name === 'socket-stress') {
    const { stressSockets } = await import('../experiments/socket-stress/run.ts');
    return stressSockets({ out, mdfeedBin, search: false }, signal);
  }
  const { loadSockets } = await import('../experiments/socket-load/run.ts');
  return loadSockets({ out, gatewayBin, clientBin, driver: 'single' }, signal);
}
