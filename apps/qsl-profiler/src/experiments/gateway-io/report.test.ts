import t from 'tap';
import { QUIET_MACHINE } from '../../../test/quiet-machine.ts';
import { validateArtifact } from '../../../test/schema.ts';
import { gatherProvenance } from '../../provenance/provenance.ts';
import { type ServingRow, servingMix } from '../../tracing/serving-mix.ts';
import { buildArtifact, type Passes } from './build-artifact.ts';
import type { UntracedPass } from './pass-1.ts';
import type { PerfMeasured } from './pass-3.ts';
import type { LoadCost, Repetition, Turn } from './repetition.ts';
import { reportGatewayIo } from './report.ts';

const NS_PER_US = 1000;
const timesUs = (...us: number[]) => Float64Array.from(us, (value) => value * NS_PER_US);
const TIMES = timesUs(100, 101, 102, 103, 104, 105, 106, 107);

const USAGE = {
  ...{ onCpuNs: 80e6, runQueueDelayNs: 1e6, userTicks: 5, systemTicks: 3, voluntarySwitches: 16 },
  ...{ involuntarySwitches: 2, minorFaults: 24, majorFaults: 0, peakResidentBytes: 1024 ** 2 },
};

const untraced: UntracedPass = {
  ...{ startUp: USAGE, serving: USAGE, idle: USAGE, peakResidentBytes: 2 ** 27, probeRoundTrips: 2, roundTrips: 8 },
  warmUp: { first: USAGE, last: { ...USAGE, onCpuNs: 40e6 }, roundTripsEach: 4 },
  threads: { running: 11, started: 0, ended: 0 },
  onCpuNsByThread: new Map([
    ['node-V8Worker', 20e6],
    ['WorkerThread', 60e6],
  ]),
  ...{ times: TIMES, firstTimes: TIMES },
};

const counts = (loaded: Record<string, number>, ...controls: Record<string, number>[]): ServingRow[] => {
  const table = (calls: Record<string, number>) =>
    new Map(Object.entries(calls).map(([syscall, n]) => [syscall, { calls: n, errors: 0 }]));
  return servingMix(table(loaded), controls.map(table), 8);
};

const mix = counts({ accept4: 8, sendto: 8, futex: 160, madvise: 4 }, { futex: 121 }, { futex: 119, madvise: 8 });
const strace = {
  mix,
  roundTrips: 8,
  times: TIMES.map((ns) => ns * 3),
  raw: { loaded: 'a\nb\n', controls: ['c', 'd'] },
};
const perf: PerfMeasured = {
  mix: counts({ accept4: 8, sendto: 8, futex: 16 }, {}, {}),
  mixByThread: [
    { name: 'WorkerThread', mix: counts({ accept4: 8, sendto: 8, futex: 4 }, {}, {}) },
    { name: 'node-V8Worker', mix: counts({ futex: 12 }, {}, {}) },
  ],
  ...{ roundTrips: 8, times: TIMES, raw: { loaded: 'e', controls: ['f', 'g'] } },
};

const turn = (cpuUs: number, { cpuTime, yardstickCpuTime }: Partial<LoadCost>): Turn => ({
  ...{ cpuTime: cpuTime ?? cpuUs * NS_PER_US, roundTrip: 2 * cpuUs * NS_PER_US },
  ...{ yardstickCpuTime: yardstickCpuTime ?? 20 * NS_PER_US, yardstickRoundTrip: 40 * NS_PER_US },
});
const cost = (cpuUs: number, changed: Partial<LoadCost> = {}): LoadCost => ({
  ...{ cpuTime: cpuUs * NS_PER_US, median: 2 * cpuUs * NS_PER_US, p99: 9 * cpuUs * NS_PER_US },
  ...{ yardstickCpuTime: 20 * NS_PER_US, yardstickMedian: 40 * NS_PER_US, yardstickP99: 80 * NS_PER_US },
  ...{ runQueueDelay: 500, voluntarySwitches: 1, involuntarySwitches: 0, minorFaults: 0, driverShare: 0.4 },
  turns: [turn(cpuUs, changed)],
  ...changed,
});
/** A load of it takes `factor` times as long as a warm one at first. */
const repetition = (factor: number, changed?: Partial<LoadCost>): Repetition => ({
  ...{ transport: 'epoll', peakResidentBytes: 2 ** 27 },
  loads: [90, 70, 60, 50, 40, 41, 40, 39, 40, 41, 40, 39].map((us) => cost(us * factor, changed)),
});
const repetitions = [1, 1.01, 0.99, 1, 1.02, 1].map((factor) => repetition(factor));

const provenance = gatherProvenance({
  ...{
    command: 'qsl-profiler gateway-io',
    kind: 'gateway-io',
    root: undefined,
    clkTck: 100,
    transport: 't',
    load: 'l',
  },
  programs: { gateway: { build: 'source', sha256: '0'.repeat(64) } },
  packages: [],
  tunables: {},
});

const twice = (load: LoadCost): LoadCost => ({
  ...load,
  cpuTime: load.cpuTime && 2 * load.cpuTime,
  turns: load.turns.map((turn) => ({ ...turn, cpuTime: turn.cpuTime && 2 * turn.cpuTime })),
});

const artifactOf = (changed: Partial<Passes> = {}) => {
  const passes = { untraced, strace, perf, repetitions, ...changed };
  const slower = {
    ...passes,
    repetitions: passes.repetitions.map(({ loads, ...rest }) => ({ ...rest, loads: loads.map(twice) })),
  };
  return buildArtifact(provenance, { threaded: slower, epoll: passes }, { clkTck: 100, machine: QUIET_MACHINE });
};
const textOf = (changed?: Partial<Passes>) => reportGatewayIo(artifactOf(changed), { name: 'a.json', sha256: 'abc' });

t.test('the report states costs, their uncertainty and the slow-down', async (t) => {
  const text = textOf();
  t.match(text, /^Evidence for investigation over loopback, not a latency, throughput or capacity claim\.$/m);
  t.match(text, /CPU time, exact +80 ms +80 ms +10 ms +80 ms/);
  t.match(text, /user CPU, sampled +50 ms +50 ms +6\.25 ms/);
  t.match(text, /63 % \[22 %, 93 %\] user, 95 % interval; clock ticks it rests on: 8$/m);
  t.match(text, /WorkerThread 75 %, node-V8Worker 25 %/);
  t.match(text, /strace -f -c: load slowed 3\.00 × \[2\.80, 3\.21\]/);
  t.match(text, /sendto +1\.00 +0\.00 +0\.00 +1\.00 +socket +WorkerThread$/m);
  t.match(text, /futex +5\.00 +2\.75 +0\.00 +2\.00 +waking +node-V8Worker 1\.50, WorkerThread 0\.50/);
  t.match(text, /Subtracted \(start-up, idling, stopping\): 124 calls, futex 120, madvise 4/);
  t.match(text, /warm-up +CPU time per round trip: 20 ms in the first load, 10 ms in the last/);
  t.match(text, /WHAT THIS DOES NOT PROVE/);
  t.match(text, /a\.json,\nSHA-256 abc\n$/);
});

t.test('it fits a screen or two, and a page', async (t) => {
  const lines = textOf().split('\n');
  t.ok(lines.length <= 132, `${lines.length} lines`);
  for (const line of lines) t.ok(line.length <= 110, `${line.length} characters: ${line}`);
});

t.test('few ticks are said to mean little; many are not', async (t) => {
  t.match(textOf(), /rests on few clock ticks \(8\): it means little\.\s+Repeat[^!]+--min-ticks \d+/);
  const serving = { ...USAGE, userTicks: 300, systemTicks: 300 };
  t.notMatch(textOf({ untraced: { ...untraced, serving } }), /means little/);
});

t.test('what perf alone sees is a row if it is much, a mention if it is little', async (t) => {
  const calls = (counts: Record<string, number>) =>
    new Map(Object.entries(counts).map(([syscall, n]) => [syscall, { calls: n, errors: 0 }]));
  const mixOfRuntime = servingMix(calls({ mmap: 60, brk: 30, munmap: 1 }), [calls({}), calls({})], 100);
  const text = textOf({
    perf: { ...perf, roundTrips: 100, mix: mixOfRuntime, mixByThread: [{ name: 'node-V8Worker', mix: mixOfRuntime }] },
  });
  t.match(text, /^ +mmap +0\.00 +0\.00 +0\.00 +0\.60 +memory +node-V8Worker$/m);
  t.match(text, /By perf alone: brk 0\.30 \(node-V8Worker\)$/m);
  t.notMatch(text, /munmap 0\.01/);
});

t.test('what is unavailable is said to be, with the reason', async (t) => {
  const unknown = { ...USAGE, onCpuNs: null, runQueueDelayNs: null, peakResidentBytes: null };
  const pass = { ...untraced, startUp: unknown, serving: unknown, idle: unknown, peakResidentBytes: null };
  const text = textOf({
    untraced: { ...pass, onCpuNsByThread: new Map() },
    perf: { unavailable: 'perf is not on the PATH' },
  });
  t.match(text, /CPU time, exact +unavailable +unavailable/);
  t.match(text, /Cross-check by perf: unavailable, perf is not on the PATH/);
  t.match(text, /This kernel keeps no scheduling statistics/);
  t.notMatch(text, /NaN|undefined|null/);
});

t.test('what may spoil the figures is said', async (t) => {
  const serving = { ...USAGE, runQueueDelayNs: 90e6 };
  t.match(textOf({ untraced: { ...untraced, serving } }), /waited longer for a CPU than it ran/);
  t.match(textOf({ untraced: { ...untraced, threads: { running: 9, started: 3, ended: 1 } } }), /3 threads began/);
  t.match(textOf({ strace: { ...strace, times: TIMES.map((ns) => ns * 30) } }), /strace slowed the load 30\.0-fold/);
  const other = { ...perf, mix: counts({ accept4: 8, sendto: 8, futex: 100, epoll_wait: 16 }, {}, {}) };
  t.match(textOf({ perf: other }), /strace and perf differ on futex, epoll_wait/);
  t.notMatch(textOf(), /waited longer|began while serving:|-fold|differ on sendto/);
});

t.test('repetitions are compared in pairs, by the yardstick', async (t) => {
  const text = textOf();
  t.match(text, /REPEATED: 6 fresh gateways of each transport in turn/);
  t.match(text, /CPU time +78 µs \[77\.22 µs, 79\.56 µs\] +39 µs/);
  t.match(text, /by the yardstick +3\.90 \[3\.86, 3\.98\] +1\.95 \[1\.93, 1\.99\]$/m);
  t.match(
    text.replace(/\s+/g, ' '),
    /0\.50 \[0\.50, 0\.50\], epoll less; round trip 1\.00 \[1\.00, 1\.00\], no difference/,
  );
  t.match(text, /as it warms up +█▇▆▅▄▄/);
  t.notMatch(text, / {2}! (Not steady|Some rep|The yardstick|Too few rep|Bounded)/);
});

t.test('what spoils repetitions is said, with what to do about it', async (t) => {
  const codesOf = (changed: Repetition[]) => {
    const { warnings, transports } = artifactOf({ repetitions: changed });
    return [...warnings, ...transports.epoll.warnings].map(({ code }) => code);
  };
  const cases: [string, Repetition[]][] = [
    ['DRIVER_SATURATED', repetitions.map(() => repetition(1, { driverShare: 0.95 }))],
    ['NOT_WARM', repetitions.map(({ loads, ...rest }) => ({ ...rest, loads: loads.map((_, i) => cost(100 - 5 * i)) }))],
    ['FEW_REPETITIONS', repetitions.slice(3)],
    ['OUTLIERS', [...repetitions.slice(1), repetition(3)]],
    ['DRIFT', [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7].map((factor) => repetition(factor))],
    ['NOISY_NEIGHBOUR', [...repetitions.slice(1), repetition(1, { yardstickCpuTime: 27e3, cpuTime: 54e3 })]],
  ];
  for (const [code, changed] of cases) t.ok(codesOf(changed).includes(code as never), `${code}: ${codesOf(changed)}`);
});

t.test('the data obeys the published schema, whatever is missing', async (t) => {
  const serving = {
    ...USAGE,
    userTicks: 0,
    systemTicks: 0,
    onCpuNs: null,
    runQueueDelayNs: null,
    peakResidentBytes: null,
  };
  const cases: [Partial<Passes>, string][] = [
    [{}, 'all there'],
    [{ perf: { unavailable: 'no perf' } }, 'no perf'],
    [
      { untraced: { ...untraced, serving, warmUp: null, onCpuNsByThread: new Map() } },
      'a kernel that says little, and no tick',
    ],
  ];
  for (const [changed, what] of cases)
    t.strictSame(validateArtifact(JSON.parse(JSON.stringify(artifactOf(changed)))), [], what);
});

t.test('the schema is strict', async (t) => {
  const artifact = JSON.parse(JSON.stringify(artifactOf()));
  t.not(validateArtifact({ ...artifact, more: 1 }).length, 0, 'an unknown field');
  t.not(validateArtifact({ ...artifact, schema: 'urn:qsl:schema:gateway-io:1' }).length, 0, 'another version');
  delete artifact.transports.epoll.untraced.serving.cpuTime.unit;
  t.not(validateArtifact(artifact).length, 0, 'a number without its unit');
});
