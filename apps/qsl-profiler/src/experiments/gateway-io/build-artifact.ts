import type { Artifact } from '../../artifact/artifact.ts';
import type { NumberTable, Quantity } from '../../artifact/quantity.ts';
import { TRANSPORTS, type Transport } from '../../gateway/gateway-program.ts';
import type { RoundTripTimes } from '../../load/drive.ts';
import { judgeMachine, judgeRepetitions } from '../../machine/warnings.ts';
import type { MachineProfile } from '../../machine/watch.ts';
import { currentSite, notProvenHere } from '../../site/site.ts';
import { splitCpuTime } from '../../statistics/cpu-split.ts';
import {
  median,
  medianInterval,
  medianRatio,
  quantile,
  sortedSample,
  spectrum,
} from '../../statistics/order-statistics.ts';
import type { ServingRow } from '../../tracing/serving-mix.ts';
import { classOf } from '../../tracing/syscall-class.ts';
import type { Usage } from '../../usage/usage.ts';
import { YARDSTICK } from '../../yardstick/yardstick.ts';
import { describeRepeated } from './describe-repeated.ts';
import { describeUsage, METRICS } from './metrics.ts';
import { totalMs, type UntracedPass } from './pass-1.ts';
import type { StracePass } from './pass-2.ts';
import type { PerfPass } from './pass-3.ts';
import type { Repetition } from './repetition.ts';
import { repetitionMetrics, socketCallMetrics } from './repetition-metrics.ts';
import type {
  GatewayIoArtifact,
  PerfProfile,
  RawTables,
  RoundTripTime,
  StraceProfile,
  SyscallRow,
  TracedLoad,
  TransportProfile,
  UntracedProfile,
} from './result.ts';
import { findWarnings } from './warnings.ts';

export const SCHEMA = 'urn:qsl:schema:gateway-io:2';

const DOES_NOT_PROVE = [
  'A network: over loopback there is no card, driver, wire or loss, and both ends share the cores.',
  'Capacity or concurrency: one connection at a time, each only after the last was answered.',
  'How long a system call takes: the tracers are trusted to count, not to time.',
  'A steady state: loads are short, and the runtime compiles its hot code while they run.',
];

export interface Passes {
  untraced: UntracedPass;
  strace: StracePass;
  perf: PerfPass;
  repetitions: Repetition[];
}

export interface Circumstances {
  clkTck: number;
  machine: MachineProfile;
}

/** Puts what the passes found into the form of the artifact. */
export function buildArtifact(
  provenance: Artifact['provenance'],
  passes: Record<Transport, Passes>,
  { clkTck, machine }: Circumstances,
): GatewayIoArtifact {
  const profile = (transport: Transport) => describeTransport(passes[transport], clkTck);
  const transports = { threaded: profile('threaded'), epoll: profile('epoll') };
  const metrics = TRANSPORTS.flatMap((transport) => [
    ...repetitionMetrics(transport, passes[transport].repetitions),
    ...socketCallMetrics(transport, transports[transport].strace),
  ]);
  return {
    schema: SCHEMA,
    kind: 'gateway-io',
    claim: currentSite().claim,
    provenance,
    conditions: { load: provenance.facts.load, transport: provenance.facts.transport, yardstick: YARDSTICK },
    metrics,
    machine,
    warnings: [...judgeMachine(machine), ...judgeRepetitions(metrics)],
    repeated: describeRepeated({
      threaded: passes.threaded.repetitions,
      epoll: passes.epoll.repetitions,
    }),
    transports,
    doesNotProve: notProvenHere(DOES_NOT_PROVE),
  };
}

function describeTransport(passes: Passes, clkTck: number): TransportProfile {
  const { untraced, strace, perf } = passes;
  return {
    warnings: findWarnings(passes),
    untraced: describeUntraced(untraced, clkTck),
    strace: describeStrace(strace, untraced.firstTimes),
    perf: describePerf(perf, untraced.firstTimes),
  };
}

export function describeUntraced(pass: UntracedPass, clkTck: number): UntracedProfile {
  const { ticks, userShare, interval } = splitCpuTime(pass.serving);
  const threadCount = (value: number) => counted(value, 'threads', 'entries of /proc/<pid>/task');
  return {
    startUpRoundTrips: counted(pass.probeRoundTrips, 'round trips', 'client'),
    roundTrips: counted(pass.roundTrips, 'round trips', 'client'),
    startUp: describeUsage(pass.startUp, clkTck),
    serving: describeUsage(pass.serving, clkTck),
    perRoundTrip: describeUsage(pass.serving, clkTck, pass.roundTrips),
    idle: describeUsage(pass.idle, clkTck),
    warmUp: describeWarmUp(pass, clkTck),
    peakResident: {
      value: pass.peakResidentBytes,
      unit: 'bytes',
      source: '/proc/<pid>/status VmHWM',
      resolution: 1024,
    },
    userShare: {
      value: userShare,
      unit: 'share of CPU time',
      source: '/proc/<pid>/stat utime / (utime + stime)',
      resolution: ticks === 0 ? null : 1 / ticks,
      interval,
    },
    splitTicks: counted(ticks, 'ticks', '/proc/<pid>/stat utime + stime'),
    threads: {
      running: threadCount(pass.threads.running),
      started: threadCount(pass.threads.started),
      ended: threadCount(pass.threads.ended),
    },
    cpuTimeByThread: Array.from(pass.onCpuNsByThread, ([name, value]) => ({
      name,
      cpuTime: { value, unit: METRICS.cpuTime.unit, source: METRICS.cpuTime.source, resolution: 1 },
    })).sort((a, b) => b.cpuTime.value - a.cpuTime.value),
    roundTripTime: describeTimes(pass.times),
  };
}

function describeWarmUp({ warmUp }: UntracedPass, clkTck: number): UntracedProfile['warmUp'] {
  if (warmUp === null) return null;
  const cpuTimeOf = (usage: Usage) => describeUsage(usage, clkTck, warmUp.roundTripsEach).cpuTime;
  return { first: cpuTimeOf(warmUp.first), last: cpuTimeOf(warmUp.last) };
}

export function describeStrace(pass: StracePass, untraced: RoundTripTimes): StraceProfile {
  return { ...describeLoad(pass, untraced, 'strace -f -c'), raw: describeRaw(pass.raw) };
}

export function describePerf(pass: PerfPass, untraced: RoundTripTimes): PerfProfile {
  if ('unavailable' in pass) return { available: false, reason: pass.unavailable };
  const source = 'perf trace -s -p';
  const threads = pass.mixByThread.map(({ name, mix }) => ({ name, table: describeMix(mix, pass.roundTrips, source) }));
  return { available: true, ...describeLoad(pass, untraced, source), threads, raw: describeRaw(pass.raw) };
}

function describeRaw({ loaded, controls }: StracePass['raw']): RawTables {
  const linesOf = (text: string) => text.trimEnd().split('\n');
  return { loaded: linesOf(loaded), controls: controls.map(linesOf) };
}

function describeLoad(
  { mix, roundTrips, times }: { mix: ServingRow[]; roundTrips: number; times: RoundTripTimes },
  untraced: RoundTripTimes,
  tracer: string,
): TracedLoad {
  return {
    roundTrips: counted(roundTrips, 'round trips', 'client'),
    roundTripTime: describeTimes(times),
    slowDown: describeSlowDown(times, untraced, tracer),
    table: describeMix(mix, roundTrips, tracer),
  };
}

function describeSlowDown(times: RoundTripTimes, untraced: RoundTripTimes, tracer: string): Quantity {
  const source = `median round trip under ${tracer} / untraced, first load of each`;
  if (times.length === 0 || untraced.length === 0) return { value: null, unit: '1', source, resolution: null };
  const { ratio, interval = null } = medianRatio(sortedSample(times), sortedSample(untraced));
  return { value: ratio, unit: '1', source, resolution: null, interval };
}

function describeMix(mix: ServingRow[], roundTrips: number, tracer: string): NumberTable<SyscallRow> {
  const calls = { unit: 'calls', source: tracer, resolution: 1 };
  const share = { unit: 'calls per round trip', resolution: 1 / roundTrips };
  return {
    columns: {
      loaded: calls,
      controls: { ...calls, source: `${tracer}, without connections` },
      perRoundTrip: { ...share, source: '(loaded - mean of controls) / round trips' },
      spread: { ...share, source: '95 % prediction interval of one more control, half its width, / round trips' },
      errorsPerRoundTrip: { ...share, source: 'as perRoundTrip, of the calls that failed' },
    },
    rows: mix.filter(occurs).map((row) => ({ ...row, class: classOf(row.syscall) })),
  };
}

function occurs({ loaded, controls }: ServingRow): boolean {
  return loaded > 0 || controls.some((calls) => calls > 0);
}

/** All null for a load whose round trips were not timed one by one. */
function describeTimes(times: RoundTripTimes): RoundTripTime {
  const ascending = sortedSample(times);
  const timed = ascending.length > 0;
  const time = (value: number | null) => ({
    value,
    unit: 'ns',
    source: 'client, CLOCK_MONOTONIC, connect to close',
    resolution: 1,
  });
  return {
    total: time(timed ? totalMs(times) * 1e6 : null),
    median: { ...time(timed ? median(ascending) : null), interval: medianInterval(ascending) ?? null },
    p99: time(timed ? quantile(ascending, 0.99) : null),
    max: time(timed ? quantile(ascending, 1) : null),
    spectrum: {
      columns: {
        share: { unit: 'share of round trips', source: 'chosen', resolution: null },
        time: { unit: 'ns', source: 'client, CLOCK_MONOTONIC, connect to close', resolution: 1 },
      },
      rows: timed ? spectrum(ascending).map(({ share, value }) => ({ share, time: value })) : [],
    },
  };
}

export function counted(value: number, unit: string, source: string): Quantity {
  return { value, unit, source, resolution: 1 };
}
