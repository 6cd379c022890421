import { perRoundTripOf, type ServingRow } from '../../tracing/serving-mix.ts';
import { ACCEPTING, SENDING } from '../../tracing/syscall-class.ts';

/** Accepts are exact: a missing one is a defect. Calls that also serve other ends may be off by what was subtracted. */
const SLACK = 0.02;

/**
 * Throws what `fail` makes of the reason unless the table shows what must be there if the load went through the system
 * calls that were counted: one connection accepted, and something sent, per round trip.
 */
export function assertMixServes(mix: ServingRow[], roundTrips: number, fail: (message: string) => Error): void {
  const accepted = Math.round(perRoundTripOf(mix, ACCEPTING, { succeeded: true }) * roundTrips);
  if (accepted !== roundTrips) throw fail(`counted ${accepted} accepted connections for ${roundTrips} round trips`);
  const sending = SENDING.map((syscall) => perRoundTripOf(mix, [syscall], { succeeded: true }));
  if (Math.max(...sending) < 1 - SLACK) throw fail(`counted fewer sends than the ${roundTrips} replies take`);
}
