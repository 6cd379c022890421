import { UntrustedMeasurement } from '@qsl/cli';
import { isGone } from '@qsl/procfs';
import { childEnvironment } from '../children/environment.ts';
import { waitUntilListening } from '../children/listener.ts';
import { describeEnding, OwnedChild, type StopOptions } from '../children/owned-child.ts';
import { holdPort } from '../children/port.ts';
import { sleep } from '../children/sleep.ts';
import { driveRoundTrips, type RoundTripTimes } from '../load/drive.ts';
import { currentSite } from '../site/site.ts';
import { type GatewayProgram, gatewayArguments, type Transport } from './gateway-program.ts';
import { settle } from './settle.ts';

export const HOST = '127.0.0.1';

/** Generous: a traced runtime on a busy machine takes seconds to start. */
const READY_TIMEOUT_MS = 60_000;
/** In which the news of a child's death arrive for certain. */
const DEATH_NEWS_MS = 1_000;
/** A buying and a selling round trip prove that the gateway serves, and leave its book empty. */
const PROBE_ROUND_TRIPS = 2;

export interface GatewayStart {
  program: GatewayProgram;
  transport: Transport;
  port: number;
  /** A command that runs the gateway as its own descendant, such as a tracer; the gateway's command line follows it. */
  wrapper?: readonly string[];
  /** Do not wait until it rests: for work that begins with a warm-up of its own. */
  restless?: boolean;
  /** How long it may take to end in order. */
  graceMs?: number;
  signal: AbortSignal;
}

/** A gateway that has answered its first round trips and come to rest. */
export interface RunningGateway {
  /** The process that accepts the connections, whatever wraps it. */
  pid: number;
  /** Round trips made so far, to make it ready. */
  probeRoundTrips: number;
  /** Aborts at the user's wish or when the gateway dies. */
  signal: AbortSignal;
  /** Makes round trips, see driveRoundTrips; order ids go on where the last load ended. */
  drive(count: number, onPause?: () => void): Promise<RoundTripTimes>;
}

/**
 * Starts a gateway, waits until it serves and is at rest, does the work, and stops the gateway, whatever happens.
 * Gives the result of the work. Throws UntrustedMeasurement BAD_ENDING if the gateway did not end in order.
 */
export async function withGateway<Result>(
  start: GatewayStart,
  work: (gateway: RunningGateway) => Promise<Result>,
): Promise<Result> {
  const [file = '', ...args] = commandLine(start);
  const { port, signal } = start;
  const held = holdPort(HOST, port);
  const child = await OwnedChild.start({ name: `the ${start.transport} gateway`, file, args, env: childEnvironment() });
  let pid = child.pid;
  try {
    pid = await waitUntilListening({ child, port, timeoutMs: READY_TIMEOUT_MS, signal });
    const gateway = runningGateway(pid, port, AbortSignal.any([signal, child.died]));
    await gateway.drive(PROBE_ROUND_TRIPS);
    if (!start.restless) await settle(gateway);
    const result = await work(gateway);
    await endInOrder(child, { pid, ...(start.graceMs === undefined ? {} : { graceMs: start.graceMs }) });
    return result;
  } catch (error) {
    // Whoever reads procfs learns first that a process has ended, but not how.
    if (isGone(error)) await sleep(DEATH_NEWS_MS, child.died);
    throw error;
  } finally {
    // Not through the wrapper: a tracer that is stopped before what it traces loses its summary.
    await child.stop({ pid });
    held.release();
  }
}

/** Makes round trips and waits until the gateway has also closed the last connection, which no client can see. */
export async function driveToTheEnd(gateway: RunningGateway, count: number): Promise<RoundTripTimes> {
  const times = await gateway.drive(count);
  await settle(gateway);
  return times;
}

function commandLine({ program, port, transport, wrapper = [] }: GatewayStart): string[] {
  return [...currentSite().wrapper, ...wrapper, program.file, ...gatewayArguments(program, port, transport)];
}

function runningGateway(pid: number, port: number, signal: AbortSignal): RunningGateway {
  let nextOrderId = 1;
  return {
    pid,
    probeRoundTrips: PROBE_ROUND_TRIPS,
    signal,
    drive(count, onPause) {
      const firstOrderId = nextOrderId;
      nextOrderId += count;
      return driveRoundTrips({
        host: currentSite().host,
        port,
        count,
        firstOrderId,
        signal,
        ...(onPause ? { onPause } : {}),
      });
    },
  };
}

/** SIGTERM is the order to end; a program without a handler for it ends by it. Anything else spoils the measurement. */
async function endInOrder(child: OwnedChild, how: StopOptions): Promise<void> {
  const ending = await child.stop(how);
  if (!ending.forced && (ending.code === 0 || ending.signal === 'SIGTERM')) return;
  throw new UntrustedMeasurement({
    code: 'BAD_ENDING',
    message: `${child.name} did not end in order when asked to (${ending.forced ? 'had to be killed' : describeEnding(ending)})`,
    remedy: 'No artifact is written. Run the gateway by hand, send it SIGTERM and see what it does.',
  });
}
