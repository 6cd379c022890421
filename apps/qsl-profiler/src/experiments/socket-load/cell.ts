import { type CliError, diagnostics, RuntimeFailure, UntrustedMeasurement } from '@qsl/cli';
import { readStatus } from '@qsl/procfs';
import { sleep } from '../../children/sleep.ts';
import { pairOrder, TRANSPORTS, type Transport } from '../../gateway/gateway-program.ts';
import { type RunningGateway, withGateway } from '../../gateway/running-gateway.ts';
import { settle } from '../../gateway/settle.ts';
import type { Program } from '../../programs/program.ts';
import { median, sortedSample } from '../../statistics/order-statistics.ts';
import type { Yardstick } from '../../yardstick/yardstick.ts';
import { type Driver, holdSessions, type LoadOutcome } from './drivers.ts';
import { warmableThreads } from './prerequisites.ts';

/** What all cells of a run have in common. */
export interface CellSetup {
  gateway: Program;
  client: Program;
  driver: Driver;
  /** Read before each trial. */
  yardstick: Yardstick;
  trials: number;
  allowPartial: boolean;
  /** A port for each transport's next gateway. */
  portFor: (transport: Transport) => number;
  signal: AbortSignal;
  onStep: (step: string) => void;
}

/** What came of a load, and what a round trip of the yardstick took just before. */
export type Trial = LoadOutcome & { yardstickNs: number };

/** One number of clients, both transports. */
export interface Cell {
  clients: number;
  /** For how many of them threads were warmed. */
  warmedFor: number;
  /** By transport, in the order of the trials: the n-th of both were made next to each other. */
  outcomes: Record<Transport, Trial[]>;
  /** Threads of each gateway when it was warm and after its trials. */
  threads: Record<Transport, { before: number; after: number }>;
}

interface Served {
  gateway: RunningGateway;
  port: number;
}

const log = diagnostics('profiler:load');
/** Threads that may start for one warm-up step: their start must not outlast the idle timeout of those that wait. */
const WARM_STEP = 64;
/** The news of a child's death comes a little later than the broken connections. */
const DEATH_NEWS_MS = 300;
/** Hundreds of threads take their time to end. */
const GRACE_MS = 60_000;
/** Of the yardstick before a trial: some milliseconds. */
const YARDSTICK_ROUND_TRIPS = 50;

/**
 * Measures one number of clients against fresh gateways of both transports, side by side: the one that is not measured
 * sleeps in the kernel. Throws UntrustedMeasurement if a gateway dies or, unless `allowPartial`, a client is not served.
 */
export async function measureCell(setup: CellSetup, clients: number): Promise<Cell> {
  return withServed(setup, 'threaded', setup.signal, (threaded) =>
    withServed(setup, 'epoll', threaded.gateway.signal, async (epoll) => {
      try {
        return await measure(setup, clients, { threaded, epoll });
      } catch (error) {
        throw isDeath(error) ? diedMidRun(error, clients) : error;
      }
    }),
  );
}

function withServed<Result>(
  { gateway: program, portFor }: CellSetup,
  transport: Transport,
  signal: AbortSignal,
  work: (served: Served) => Promise<Result>,
): Promise<Result> {
  const port = portFor(transport);
  return withGateway({ program, transport, port, signal, graceMs: GRACE_MS }, (gateway) => work({ gateway, port }));
}

async function measure(setup: CellSetup, clients: number, served: Record<Transport, Served>): Promise<Cell> {
  // The inner gateway's signal aborts with either of them.
  const { signal } = served.epoll.gateway;
  const warmedFor = warmableThreads(clients);
  for (const transport of TRANSPORTS) {
    setup.onStep(`${clients} clients: warming the ${transport} gateway`);
    await warmUp(setup, { clients, warmedFor }, served[transport], signal);
  }
  const threadsOf = (transport: Transport) => readStatus({ pid: served[transport].gateway.pid }).threads;
  const before = { threaded: threadsOf('threaded'), epoll: threadsOf('epoll') };
  const outcomes: Cell['outcomes'] = { threaded: [], epoll: [] };
  for (let trial = 0; trial < setup.trials; trial++) {
    for (const transport of pairOrder(trial)) {
      setup.onStep(`${clients} clients: trial ${trial + 1} of ${setup.trials}, ${transport}`);
      const { times } = setup.yardstick.measure(YARDSTICK_ROUND_TRIPS);
      const outcome = await setup.driver({ port: served[transport].port, clients, signal });
      if (outcome.completed < clients) await judgePartial(setup, { clients, transport, outcome, signal });
      outcomes[transport].push({ ...outcome, yardstickNs: median(sortedSample(times)) });
    }
  }
  return {
    clients,
    warmedFor,
    outcomes,
    threads: {
      threaded: { before: before.threaded, after: threadsOf('threaded') },
      epoll: { before: before.epoll, after: threadsOf('epoll') },
    },
  };
}

/** As many sessions at once as there will be clients, so that every client finds a thread that waits, then a trial that does not count. */
async function warmUp(
  setup: CellSetup,
  { clients, warmedFor: threads }: { clients: number; warmedFor: number },
  { gateway, port }: Served,
  signal: AbortSignal,
): Promise<void> {
  for (let sessions = Math.min(threads, WARM_STEP); ; sessions = Math.min(threads, sessions + WARM_STEP)) {
    await holdSessions(setup.client, { port, clients: sessions, signal });
    if (sessions === threads) break;
  }
  const { completed, failure } = await setup.driver({ port, clients, signal });
  // Whether the gateway serves as many is for the trials to find out.
  if (failure !== null) log('warm-up: %d of %d served, %s', completed, clients, failure);
  await settle({ pid: gateway.pid, signal });
}

interface Partial {
  clients: number;
  transport: Transport;
  outcome: LoadOutcome;
  signal: AbortSignal;
}

/** Some clients were not served: because the gateway has died, or because it lives and is no good. */
async function judgePartial(
  { allowPartial }: CellSetup,
  { clients, transport, outcome, signal }: Partial,
): Promise<void> {
  await sleep(DEATH_NEWS_MS, signal);
  if (allowPartial) return;
  throw new UntrustedMeasurement({
    code: 'PARTIAL_CELL',
    message: `the ${transport} gateway served ${outcome.completed} of ${clients} clients (${outcome.failure})`,
    remedy: 'No artifact is written. QSL_LOAD_ALLOW_PARTIAL=1 writes one that says so in its first line.',
  });
}

function isDeath(error: unknown): error is CliError {
  return error instanceof RuntimeFailure && error.code === 'CHILD_DIED';
}

function diedMidRun(death: CliError, clients: number): UntrustedMeasurement {
  return new UntrustedMeasurement({
    code: 'GATEWAY_DIED',
    message: `${death.message}, in the middle of the cell of ${clients} clients`,
    ...(death.remedy === undefined ? {} : { remedy: `No artifact is written. ${death.remedy}` }),
    cause: death,
  });
}
