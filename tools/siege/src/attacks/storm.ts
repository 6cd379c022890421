import { performance } from 'node:perf_hooks';
import { PrerequisiteError } from '@qsl/cli';
import { getDescriptorLimit, processCpuNs, setDescriptorLimit } from '@qsl/posix';
import { countDescriptors, listDescriptors } from '@qsl/procfs';
import { Client } from '../client.ts';
import { claim, type Finding, measured } from '../finding.ts';
import { type Siege, startGateway } from '../gateway.ts';
import { HONEST_CONNECTIONS, servedFindings, startHonest } from '../honest.ts';
import { Storm, type StormOutcome } from '../storm.ts';
import { delay, untilSteady } from '../time.ts';

const CONNECTIONS = { short: 1000, full: 10_000 };
const CAP = 100;
const DESCRIPTORS = 64;
const PATIENCE_MS = 60_000;
/** Of every storm. */
const COURSE = { atOnce: 1000, slowestMs: PATIENCE_MS };
const LATECOMERS = 50;
const HONEST_MS = { short: 500, full: 3000 };
/**
 * What a connection takes of a gateway's descriptors: its socket, and on threads those of a thread of its own as well, where
 * none was free: an epoll set, an io_uring, both ends of a pipe and an eventfd (libuv's loop).
 */
const DESCRIPTORS_A_CONNECTION = { epoll: 1, threaded: 6 };
/** What a gateway may need for something else meanwhile. */
const SPARE_DESCRIPTORS = 4;
/** What this process holds open besides the storm. */
const OTHER_DESCRIPTORS = 100;

/** Far more connections than --max-connections. */
export async function besiegeByStorm(siege: Siege): Promise<Finding[]> {
  const connections = prepare(siege);
  const gateway = await startGateway(siege, { args: ['--max-connections', String(CAP)] });
  const durationMs = siege.short ? HONEST_MS.short : HONEST_MS.full;
  const honest = await startHonest({ port: gateway.port, durationMs });
  // The honest client has its places first. Those that it leaves before the storm ends are taken as well.
  const leastServed = CAP - HONEST_CONNECTIONS;
  const storm = new Storm({ port: gateway.port, connections, ...COURSE, patienceMs: PATIENCE_MS, leastServed });
  try {
    const outcome = await storm.run();
    const honestly = await honest.ended;
    const { served } = outcome;
    const survivors = await askSurvivors(storm);
    storm.release(LATECOMERS);
    const late = await serveLatecomers(gateway.port);
    storm.disperse();
    const stats = await gateway.stop();
    return [
      ...outcomeFindings({ connections, leastServed, outcome, survivors }),
      measured({
        what: 'connections turned away, by the count of the gateway',
        unit: '',
        figure: stats.shed - late.refused,
        limit: { bound: 'exactly', value: connections - served },
      }),
      measured({
        what: 'connections served at once',
        unit: '',
        figure: stats.highWater.connections,
        limit: { bound: 'exactly', value: CAP },
      }),
      lateFinding(late),
      ...servedFindings('an honest client during the storm', [honestly]),
    ];
  } finally {
    storm.disperse();
  }
}

/** Far more connections than the gateway may have descriptors. */
export async function besiegeByDescriptors(siege: Siege): Promise<Finding[]> {
  const connections = prepare(siege);
  const wrapper = ['sh', '-c', `ulimit -n ${DESCRIPTORS} && exec "$0" "$@"`];
  const gateway = await startGateway(siege, { wrapper });
  // The kernel compares numbers with the limit (getrlimit(2)): those inherited from beyond it take nothing from it.
  const free = DESCRIPTORS - listDescriptors(gateway).filter((descriptor) => descriptor < DESCRIPTORS).length;
  const leastServed = Math.floor((free - SPARE_DESCRIPTORS) / DESCRIPTORS_A_CONNECTION[siege.transport]);
  const storm = new Storm({ port: gateway.port, connections, ...COURSE, patienceMs: 500, leastServed });
  try {
    const outcome = await storm.run();
    const survivors = await askSurvivors(storm);
    // A gateway may still be busy with threads that it has begun to start.
    await untilSteady(() => countDescriptors(gateway), { forMs: 500, withinMs: PATIENCE_MS });
    const busyShare = await cpuShare(gateway.pid, siege.short ? 500 : 2000);
    storm.release(Math.ceil(outcome.served / 2));
    const late = await serveLatecomers(gateway.port);
    storm.disperse();
    const stats = await gateway.stop();
    return [
      ...outcomeFindings({ connections, leastServed, outcome, survivors }),
      measured({
        what: 'connections served at once',
        unit: '',
        figure: stats.highWater.connections,
        limit: { bound: 'at most', value: DESCRIPTORS },
        notes: [`${stats.acceptBackoffs} times accepting paused for want of descriptors`],
      }),
      measured({
        what: 'CPU taken while connections wait for descriptors',
        unit: 'of one',
        figure: busyShare,
        limit: { bound: 'at most', value: 0.5 },
      }),
      lateFinding(late),
    ];
  } finally {
    storm.disperse();
  }
}

function prepare({ short }: Siege): number {
  const connections = short ? CONNECTIONS.short : CONNECTIONS.full;
  const { soft, hard } = getDescriptorLimit();
  const needed = connections + OTHER_DESCRIPTORS;
  if (needed > hard) {
    throw new PrerequisiteError({
      code: 'TOO_FEW_DESCRIPTORS',
      message: `a storm needs ${needed} descriptors, and this process may have ${hard}`,
      remedy: `Raise the hard limit: "ulimit -Hn ${needed}", as root.`,
    });
  }
  if (needed > soft) setDescriptorLimit(needed);
  return connections;
}

interface Survivors {
  /** Those who were answered once more when the storm was over. */
  readonly stillServed: number;
  /** What became of all questions of theirs, those during the storm included. */
  readonly questions: StormOutcome;
}

async function askSurvivors(storm: Storm): Promise<Survivors> {
  const stillServed = await storm.askAll(PATIENCE_MS);
  return { stillServed, questions: storm.outcome };
}

interface Course {
  readonly connections: number;
  readonly leastServed: number;
  readonly outcome: StormOutcome;
  readonly survivors: Survivors;
}

/** What is claimed of a storm, whatever it was aimed at. */
export function outcomeFindings({ connections, leastServed, outcome, survivors }: Course): Finding[] {
  const { served, shed, gaveUp, tookMs } = outcome;
  const { stillServed, questions } = survivors;
  return [
    measured({
      what: 'connections of the storm',
      unit: '',
      figure: served + shed + gaveUp,
      limit: { bound: 'exactly', value: connections },
      notes: [`in ${(tookMs / 1000).toFixed(1)} s: ${served} served, ${shed} turned away, ${gaveUp} gave up waiting`],
    }),
    measured({
      what: 'connections of the storm that were served',
      unit: '',
      figure: served,
      limit: { bound: 'at least', value: leastServed },
    }),
    measured({
      what: 'survivors served to the end',
      unit: '',
      figure: stillServed,
      limit: { bound: 'exactly', value: served },
    }),
    measured({
      what: 'questions of survivors answered',
      unit: '',
      figure: questions.answered,
      limit: { bound: 'exactly', value: questions.asked },
      notes: [`${outcome.answered} of them while the storm went on, ${questions.lost} survivors were lost`],
    }),
    claim('there are survivors, each was asked, and none was lost', isEachAsked(served, questions)),
  ];
}

function isEachAsked(served: number, { asked, lost }: StormOutcome): boolean {
  return served > 0 && asked >= served && lost === 0;
}

interface Latecomers {
  readonly served: number;
  /** Tries that ended at the door: a place is free a moment after its owner has gone. */
  readonly refused: number;
  readonly tookMs: number;
}

/** New clients, one after the other, once places are free again. */
async function serveLatecomers(port: number): Promise<Latecomers> {
  const from = performance.now();
  let [served, refused] = [0, 0];
  while (served < LATECOMERS && performance.now() - from < PATIENCE_MS) {
    const client = new Client(port);
    try {
      client.roundTrip();
      served++;
    } catch {
      refused++;
      await delay(5);
    }
    client.close();
  }
  return { served, refused, tookMs: performance.now() - from };
}

function lateFinding({ served, refused, tookMs }: Latecomers): Finding {
  return measured({
    what: 'newcomers served after the storm',
    unit: '',
    figure: served,
    limit: { bound: 'exactly', value: LATECOMERS },
    notes: [`in ${(tookMs / 1000).toFixed(1)} s, after ${refused} that came before a place was free`],
  });
}

async function cpuShare(pid: number, forMs: number): Promise<number> {
  const [before, from] = [processCpuNs(pid), performance.now()];
  await delay(forMs);
  return (processCpuNs(pid) - before) / 1e6 / (performance.now() - from);
}
