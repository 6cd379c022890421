import { type Artifact, CLAIM } from '../artifact/artifact.ts';
import type { Quantity } from '../artifact/quantity.ts';
import { counted, describePerf, describeStrace, describeUntraced } from '../experiments/gateway-io/build-artifact.ts';
import type { RoundTripTime, TracedLoad } from '../experiments/gateway-io/result.ts';
import { judgeMachine, judgeRepetitions } from '../machine/warnings.ts';
import type { MachineProfile } from '../machine/watch.ts';
import { median, quantile, sortedSample } from '../statistics/order-statistics.ts';
import { YARDSTICK } from '../yardstick/yardstick.ts';
import type { LoadOutcome } from './load.ts';
import { runMetrics } from './metrics.ts';
import { type UntracedRun, wallMs } from './pass-1.ts';
import type { StraceRun } from './pass-2.ts';
import type { PerfRunOutcome } from './pass-3.ts';
import type { LoadFacts, RunArtifact, ServerFacts, TcpFigures } from './result.ts';
import { findWarnings } from './warnings.ts';

export const SCHEMA = 'urn:qsl:schema:run:2';

const DOES_NOT_PROVE = [
  'A network: over loopback there is no card, driver, wire or loss, and both ends share the cores.',
  'Capacity: the load is a closed loop, in which a slow server is asked less.',
  'How long a system call takes: the tracers are trusted to count, not to time.',
  'A steady state: loads are short, and caches and compilers warm up while they run.',
  'Resident memory of a server of many processes: pages that they share are counted once for each.',
];

export interface Passes {
  untraced: UntracedRun;
  strace: StraceRun;
  perf: PerfRunOutcome;
}

export interface RunSetting {
  machine: MachineProfile;
  server: Pick<ServerFacts, 'command' | 'programSha256'>;
  load: Pick<LoadFacts, 'driver' | 'command' | 'keepAlive'> & { concurrency: number | null };
  clkTck: number;
}

/** Puts what the passes found into the form of the artifact. */
export function buildArtifact(provenance: Artifact['provenance'], passes: Passes, setting: RunSetting): RunArtifact {
  const { untraced, strace, perf } = passes;
  const load = describeLoad(untraced, setting.load);
  const [first] = untraced.loads as [LoadOutcome];
  const timed = <Load extends TracedLoad>(described: Load, outcome: LoadOutcome): Load => ({
    ...described,
    roundTripTime: withTotal(described.roundTripTime, [outcome]),
    slowDown: described.slowDown.value === null ? wallRatio(outcome, first) : described.slowDown,
  });
  const straceProfile = timed(describeStrace(strace, untraced.firstTimes), strace.load);
  const perfDescribed = describePerf(perf, untraced.firstTimes);
  const perfProfile = perfDescribed.available && 'load' in perf ? timed(perfDescribed, perf.load) : perfDescribed;
  const slowDown = {
    strace: straceProfile.slowDown.value,
    perf: perfProfile.available ? perfProfile.slowDown.value : null,
  };
  const metrics = runMetrics(untraced);
  const untracedProfile = describeUntraced(untraced, setting.clkTck);
  return {
    schema: SCHEMA,
    kind: 'run',
    claim: CLAIM,
    provenance,
    conditions: { load: provenance.facts.load, transport: provenance.facts.transport, yardstick: YARDSTICK },
    metrics,
    machine: setting.machine,
    warnings: [...judgeMachine(setting.machine), ...judgeRepetitions(metrics)],
    server: { ...setting.server, processes: describeProcesses(untraced) },
    load,
    profile: {
      warnings: findWarnings({ ...passes, slowDown, driverCpuShare: load.driverCpuShare.value }),
      untraced: { ...untracedProfile, roundTripTime: withTotal(untracedProfile.roundTripTime, untraced.loads) },
      strace: straceProfile,
      perf: perfProfile,
    },
    tcp: describeTcp(untraced),
    doesNotProve: DOES_NOT_PROVE,
  };
}

/** The wall time of loads: requests overlap, and a stranger's client does not tell theirs. */
function withTotal(times: RoundTripTime, loads: LoadOutcome[]): RoundTripTime {
  return {
    ...times,
    total: { value: wallMs(loads) * 1e6, unit: 'ns', source: 'wall time of the load, CLOCK_MONOTONIC', resolution: 1 },
  };
}

/** How many times longer a client's whole run took. */
function wallRatio(traced: LoadOutcome, untraced: LoadOutcome): Quantity {
  const source = 'wall time of the client under the tracer / untraced, its start included';
  return { value: traced.wallNs / untraced.wallNs, unit: '1', source, resolution: null };
}

function describeProcesses({ processes }: UntracedRun): ServerFacts['processes'] {
  const source = 'descendants of the process that was started, by /proc/<pid>/stat ppid';
  return {
    running: counted(processes.running, 'processes', source),
    started: counted(processes.started, 'processes', source),
    ended: counted(processes.ended, 'processes', source),
  };
}

function describeLoad({ loads, roundTrips }: UntracedRun, setting: RunSetting['load']): LoadFacts {
  const wall = wallMs(loads);
  const total = (amount: (load: LoadOutcome) => number | null) =>
    loads.reduce<number | null>((sum, load) => addUp(sum, amount(load)), 0);
  const driverCpuNs = total(({ driverCpuNs }) => driverCpuNs);
  const stated = setting.driver === 'client' ? '--requests, as the client is said to make' : 'driver';
  return {
    driver: setting.driver,
    command: setting.command,
    keepAlive: setting.keepAlive,
    requests: counted(roundTrips, 'requests', stated),
    concurrency: { value: setting.concurrency, unit: 'requests', source: 'under way at any time', resolution: 1 },
    connections: {
      value: total(({ connections }) => connections),
      unit: 'connections',
      source: 'driver, connect(2)',
      resolution: 1,
    },
    requestsPerSecond: {
      value: roundTrips / (wall / 1000),
      unit: 'requests/s',
      source: 'requests / wall time of all loads',
      resolution: null,
    },
    driverCpuShare: {
      value: driverCpuNs === null ? null : driverCpuNs / 1e6 / wall,
      unit: 'cores',
      source: 'getrusage of the profiler meanwhile / wall time',
      resolution: null,
    },
  };
}

function addUp(sum: number | null, amount: number | null): number | null {
  return sum === null || amount === null ? null : sum + amount;
}

function describeTcp({ loads, namespaceRetransmits }: UntracedRun): TcpFigures {
  const rtts = sortedSample(loads.flatMap(({ tcp }) => tcp.rttUs).map((us) => us * 1000));
  const asked =
    loads[0]?.tcp.from === 'getsockopt'
      ? 'getsockopt TCP_INFO before each close'
      : "sock_diag TCP_INFO of the server's ends, sampled while the client runs";
  const time = (value: number | null) => ({ value, unit: 'ns', source: `${asked}, tcpi_rtt`, resolution: 1000 });
  const some = rtts.length > 0;
  return {
    connectionsSeen: counted(rtts.length, 'connections', asked),
    roundTripMedian: time(some ? median(rtts) : null),
    roundTripMax: time(some ? quantile(rtts, 1) : null),
    retransmits: counted(
      loads.reduce((sum, { tcp }) => sum + tcp.retransmits, 0),
      'segments',
      `${asked}, tcpi_total_retrans`,
    ),
    namespaceRetransmits: counted(namespaceRetransmits, 'segments', '/proc/net/snmp Tcp RetransSegs'),
  };
}
