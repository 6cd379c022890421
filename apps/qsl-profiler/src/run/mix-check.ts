import { perRoundTripOf, type ServingRow } from '../tracing/serving-mix.ts';
import { ACCEPTING } from '../tracing/syscall-class.ts';
import type { LoadOutcome } from './load.ts';

/** Accepts are exact, except for the connection that looked whether the server was up. */
const SLACK = 0.02;

/**
 * In words, what a tracer did not count that must have happened; undefined if nothing is amiss. A driver of our own knows
 * how many connections it made; a stranger's client made at least one.
 */
export function findUncounted(
  mix: ServingRow[],
  { connections, requests }: Pick<LoadOutcome, 'connections' | 'requests'>,
): string | undefined {
  const accepted = Math.round(perRoundTripOf(mix, ACCEPTING, { succeeded: true }) * requests);
  if (connections === null) return accepted > 0 ? undefined : 'counted no accepted connection';
  const slack = Math.max(1, connections * SLACK);
  if (Math.abs(accepted - connections) <= slack) return undefined;
  return `counted ${accepted} accepted connections where ${connections} were made`;
}
