import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { metricOf, steady } from '../../test/artifacts.ts';
import { QUIET_MACHINE } from '../../test/quiet-machine.ts';
import { findWarnings as ofCpu } from '../cpu/warnings.ts';
import type { LoadCost, Repetition } from '../experiments/gateway-io/repetition.ts';
import { compareTracers, judgeUntraced, findWarnings as ofGatewayIo } from '../experiments/gateway-io/warnings.ts';
import { findWarnings as ofSocketLoad } from '../experiments/socket-load/warnings.ts';
import { findWarnings as ofSocketStress } from '../experiments/socket-stress/warnings.ts';
import { judgeMachine, judgeRepetitions } from '../machine/warnings.ts';
import { findWarnings as ofNet } from '../net/build-artifact.ts';
import { findWarnings as ofRun } from '../run/warnings.ts';
import { WARNING_CODES, type Warning, type WarningCode } from './warning.ts';

const share = (value: number) => ({ value, unit: 'share', source: 's', resolution: null });
/** The gateway and the yardstick alike: what disturbs both is the machine. */
const disturbed = [...steady(7), 200];
const machine = (changed: object) => judgeMachine({ ...QUIET_MACHINE, ...changed });

const USAGE = { onCpuNs: 2e9, runQueueDelayNs: 1, userTicks: 300, systemTicks: 300 };
const untraced = (usage: object, threads: object = {}) =>
  judgeUntraced({
    serving: { ...USAGE, ...usage },
    threads: { running: 8, started: 0, ended: 0, ...threads },
  } as never);
const times = (ns: number) => Float64Array.from([ns, ns, ns]);
const load = (cpuTime: number, driverShare: number) =>
  ({ cpuTime, yardstickCpuTime: 1, median: 1, yardstickMedian: 1, driverShare, turns: [] }) as unknown as LoadCost;
const gateway = ({ traced = 1, driver = 0.4, loads = [9, 7, 6, 5, 4, 4, 4, 4, 4, 4, 4, 4] }) =>
  ofGatewayIo({
    untraced: { serving: USAGE, threads: { running: 8, started: 0, ended: 0 }, firstTimes: times(1) },
    strace: { times: times(traced), mix: [], roundTrips: 1 },
    perf: { unavailable: 'no perf' },
    repetitions: [{ loads: loads.map((cpu) => load(cpu, driver)) }] as unknown as Repetition[],
  } as never);
const call = (syscall: string, perRoundTrip: number) => ({ syscall, perRoundTrip, spread: 0 });

const CELL = {
  clients: 4,
  transport: 'threaded',
  completed: 4,
  trials: 3,
  warmedFor: 4,
  threadsBefore: 8,
  threadsAfter: 8,
};
const clients = (cell: object, changed: object = {}) =>
  ofSocketLoad({
    ...{ rows: [{ ...CELL, ...cell }], driver: 'single', saturated: [], descriptorShare: 0.1, ...changed },
  } as never);

const trial = (buffer: string, changed: object = {}) => ({
  ...{ buffer, malformed: 0, duplicates: 0, observedDrops: 5, namespaceDrops: 5 },
  ledger: { socketDrops: 5, lost: buffer === 'large' ? 0 : 5 },
  ...changed,
});
const feeds = (small: object, { asked = 100, large = {} } = {}) =>
  ofSocketStress([trial('small', small), trial('large', large)] as never, {
    requested: { small: asked, default: null, large: 100 },
    limits: { defaultBytes: 1, maxBytes: 1000 },
  });

const cpu = (changed: object, sampled: object = {}) =>
  ofCpu({
    ...{ evidence: { class: 'full' }, counters: null },
    sampled: { samples: 1000, unresolved: 0, threadsNotSeen: 0, ...sampled },
    ...changed,
  } as never);
const served = (changed: object, retransmits = 0) =>
  ofRun({
    untraced: {
      ...{
        serving: USAGE,
        threads: { started: 0, ended: 0 },
        processes: { ended: 0 },
        loads: [{ tcp: { retransmits } }],
      },
      ...changed,
    },
    ...{ strace: {}, perf: { unavailable: 'no' }, slowDown: { strace: null, perf: null }, driverCpuShare: 0.1 },
  } as never);
const way = (overflowed: number) => ({ relay: { overflowed: { value: overflowed } } });

/** How each warning is come by: all that there are. */
const CASES: Record<WarningCode, () => Warning[]> = {
  FEW_TICKS: () => untraced({ userTicks: 3, systemTicks: 5 }),
  NO_INTERVAL: () => clients({ trials: 1 }),
  FEW_REPETITIONS: () => judgeRepetitions([metricOf('m', [1, 2])]),
  OUTLIERS: () => judgeRepetitions([metricOf('m', [...steady(10), 1000])]),
  DRIFT: () => judgeRepetitions([metricOf('m', [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7])]),
  NOT_WARM: () => gateway({ loads: [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1] }),
  NOT_ALL_WARM: () => clients({ warmedFor: 2 }),
  BUSY_MACHINE: () => untraced({ runQueueDelayNs: 3e9 }),
  NOISY_NEIGHBOUR: () => judgeRepetitions([metricOf('m', disturbed, { yardstick: disturbed })]),
  STOLEN_TIME: () => machine({ stolenShare: share(0.05) }),
  FREQUENCY_SCALING: () => machine({ governors: ['powersave'] }),
  SWAPPING: () => machine({ swappedPages: { ...share(3), unit: 'pages' } }),
  NO_SCHEDSTAT: () => untraced({ onCpuNs: null, runQueueDelayNs: null }),
  DRIVER_SATURATED: () => gateway({ driver: 0.95 }),
  SLOW_TRACER: () => gateway({ traced: 11 }),
  TRACERS_DISAGREE: () =>
    compareTracers({ mix: [call('futex', 1)], roundTrips: 1000 } as never, { mix: [call('futex', 2)] } as never),
  MEASURES_SPAWNING: () => clients({}, { driver: 'process' }),
  DESCRIPTORS_NEAR_LIMIT: () => machine({ descriptorShare: share(0.9) }),
  BUFFER_CLAMPED: () => feeds({}, { asked: 2000 }),
  PARTIAL: () => clients({ completed: 3 }),
  THREADS_BEGAN: () => untraced({}, { started: 2 }),
  THREADS_ENDED: () => untraced({}, { ended: 1 }),
  NO_DROP_COUNT: () => feeds({ ledger: { socketDrops: null, lost: 5 }, observedDrops: null, namespaceDrops: null }),
  DROP_COUNTS_DISAGREE: () => feeds({ observedDrops: 4 }),
  NAMESPACE_COUNTS_LESS: () => feeds({ namespaceDrops: 4 }),
  OTHERS_DROPPED_TOO: () => feeds({ namespaceDrops: 6 }),
  FOREIGN_DATAGRAMS: () => feeds({ malformed: 1 }),
  NO_LOSS_WITH_SMALL: () => feeds({ ledger: { socketDrops: 5, lost: 0 } }),
  LOSS_WITH_LARGE: () => feeds({}, { large: { ledger: { socketDrops: 5, lost: 5 } } }),
  PROCESSES_ENDED: () => served({ processes: { ended: 1 } }),
  RETRANSMITS: () => served({}, 3),
  RELAY_OVERFLOWED: () => ofNet([{ towards: way(2), back: way(0) }] as never),
  NO_HARDWARE_COUNTERS: () => cpu({ evidence: { class: 'partial' }, counters: [] }),
  COUNTERS_SHARED: () => cpu({ counters: [{ countedShare: 0.5, quantity: { value: 1 } }] }),
  FEW_SAMPLES: () => cpu({}, { samples: 10 }),
  UNRESOLVED_FRAMES: () => cpu({}, { unresolved: 500 }),
  THREADS_NOT_SEEN: () => cpu({}, { threadsNotSeen: 1 }),
};

t.test('every warning is come by, alone, with what it means and what to do', async (t) => {
  t.strictSame(Object.keys(CASES).sort(), [...WARNING_CODES].sort(), 'there are no others');
  for (const [code, find] of Object.entries(CASES)) {
    const found = find();
    t.strictSame(
      found.map((warning) => warning.code),
      [code],
    );
    for (const { text, remedy } of found) {
      t.match(text, /^\S.{20,}\.$/s, code);
      t.match(remedy, /^[A-Z"].{12,}\.$/s, code);
    }
  }
});

t.test('where nothing is the matter nothing is warned of', async (t) => {
  const quiet = [machine({}), untraced({}), gateway({}), clients({}), feeds({}), cpu({}), served({}), ofNet([])];
  t.strictSame(quiet.flat(), []);
});

t.test('the published schema knows the same codes', async (t) => {
  const file = path.join(import.meta.dirname, '../../../../docs/schemas/common.v1.schema.json');
  const { $defs } = JSON.parse(readFileSync(file, 'utf8'));
  t.strictSame([...$defs.warning.properties.code.enum].sort(), [...WARNING_CODES].sort());
});
