import { setImmediate as nextTurn } from 'node:timers/promises';
import { RuntimeFailure, UntrustedMeasurement } from '@qsl/cli';
import { PosixError } from '@qsl/posix';
import { sleep } from '../children/sleep.ts';
import { checkReplies } from './expected-replies.ts';
import { roundTrip } from './round-trip.ts';

export interface Load {
  host: string;
  port: number;
  /** How many round trips, one after the other. */
  count: number;
  /** The first order's id; odd, so that it buys. */
  firstOrderId: number;
  /** Aborts the load: the user's wish, or the gateway's death. */
  signal: AbortSignal;
  /** Called between round trips, at least every 50 ms or so, with the number done. */
  onPause?: (done: number) => void;
}

/** The time of every round trip, connect to close, in ns, in the order they were made. */
export type RoundTripTimes = Float64Array;

const NS_PER_MS = 1e6;
/** How long the load may keep the event loop from turning: what Ctrl-C and a dying gateway wait for. */
const TURN_MS = 20;
const ROUND_TRIP_TIMEOUT_MS = 10_000;
/** The news of a child's death comes later than its broken connection: on a busy machine much later. */
const DEATH_NEWS_MS = 3_000;

/**
 * Makes sequential short-lived round trips and checks every reply. Times are those of the client: connect to close,
 * pauses between round trips left out.
 * Throws UntrustedMeasurement WRONG_REPLY, RuntimeFailure LOAD_FAILED, or the reason of the signal.
 */
export async function driveRoundTrips(load: Load): Promise<RoundTripTimes> {
  const times = new Float64Array(load.count);
  let sequence = -1n;
  let turnedAt = performance.now();
  for (let done = 0; done < load.count; done++) {
    const result = await timedRoundTrip(load, load.firstOrderId + done, sequence);
    times[done] = result.timeNs;
    sequence = result.sequence;
    if (performance.now() - turnedAt < TURN_MS) continue;
    load.onPause?.(done + 1);
    await nextTurn();
    load.signal.throwIfAborted();
    turnedAt = performance.now();
  }
  return times;
}

async function timedRoundTrip(
  load: Load,
  orderId: number,
  lastSequence: bigint,
): Promise<{ timeNs: number; sequence: bigint }> {
  const { host, port, signal } = load;
  const steps = roundTrip({ host, port, orderId, timeoutMs: ROUND_TRIP_TIMEOUT_MS });
  try {
    const startedAt = performance.now();
    let step = steps.next();
    while (!step.done) {
      await nextTurn();
      signal.throwIfAborted();
      step = steps.next();
    }
    const timeNs = (performance.now() - startedAt) * NS_PER_MS;
    const { replies, fault } = step.value;
    if (fault !== undefined) {
      await sleep(DEATH_NEWS_MS, signal);
      throw wrongReply(orderId, fault);
    }
    const verdict = checkReplies(replies, orderId, lastSequence);
    if ('sequence' in verdict) return { timeNs, sequence: verdict.sequence };
    throw wrongReply(orderId, verdict.wrong);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof PosixError)) throw error;
    await sleep(DEATH_NEWS_MS, signal);
    throw brokenOff(orderId, error);
  } finally {
    steps.return(undefined as never);
  }
}

function brokenOff(orderId: number, cause: PosixError): RuntimeFailure {
  return new RuntimeFailure({
    code: 'LOAD_FAILED',
    message: `round trip ${orderId} broke off, though the gateway lives: ${cause.message}`,
    remedy: 'Run the gateway by hand with DEBUG=qsl:* to see what it does with its connections.',
    cause,
  });
}

function wrongReply(orderId: number, what: string): UntrustedMeasurement {
  return new UntrustedMeasurement({
    code: 'WRONG_REPLY',
    message: `round trip ${orderId} was not answered as the protocol demands: ${what}`,
    remedy: 'No artifact is written. Check the gateway against the protocol before profiling it.',
  });
}
