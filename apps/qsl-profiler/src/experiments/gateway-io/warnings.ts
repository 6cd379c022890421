import type { Warning, WarningCode } from '../../artifact/warning.ts';
import { splitCpuTime, ticksForTellingSplit } from '../../statistics/cpu-split.ts';
import { median, medianRatio, sortedSample } from '../../statistics/order-statistics.ts';
import { warmUpLength } from '../../statistics/steadiness.ts';
import type { ServingRow } from '../../tracing/serving-mix.ts';
import type { UntracedPass } from './pass-1.ts';
import type { StracePass } from './pass-2.ts';
import type { PerfMeasured, PerfPass } from './pass-3.ts';
import { countedMedian, type Repetition, WARM_UP_LOADS } from './repetition.ts';

/** What a transport's passes may be warned of. */
export type GatewayIoWarning = Extract<
  WarningCode,
  | 'FEW_TICKS'
  | 'BUSY_MACHINE'
  | 'THREADS_BEGAN'
  | 'THREADS_ENDED'
  | 'NO_SCHEDSTAT'
  | 'SLOW_TRACER'
  | 'TRACERS_DISAGREE'
  | 'DRIVER_SATURATED'
  | 'NOT_WARM'
>;

/** A gateway that waits longer for a CPU than it computes shares the machine with something hungry. */
const BUSY_RATIO = 1;
/** Beyond this a traced program is another program. */
const SLOW_TRACER_FACTOR = 10;
/** Calls per round trip by which the tracers may differ beyond what the control runs do … */
const DISAGREEMENT = 0.05;
/** … and stray calls in a whole load. */
const STRAY_CALLS = 10;

/** A driver that is on a CPU for more of the time than this may itself be what limits the rate. */
const SATURATED_SHARE = 0.9;

export interface JudgedPasses {
  untraced: UntracedPass;
  strace: StracePass;
  perf: PerfPass;
  repetitions: readonly Repetition[];
}

/** Judges one transport's passes. */
export function findWarnings({ untraced, strace, perf, repetitions }: JudgedPasses): Warning<GatewayIoWarning>[] {
  return [
    ...judgeRepeated(repetitions),
    ...judgeUntraced(untraced),
    ...judgeTracer('strace', strace.times, untraced.firstTimes),
    ...('unavailable' in perf ? [] : judgeTracer('perf trace', perf.times, untraced.firstTimes)),
    ...('unavailable' in perf ? [] : compareTracers(strace, perf)),
  ];
}

/** `server` is how texts call it. */
export function judgeUntraced(
  { serving, threads }: Pick<UntracedPass, 'serving' | 'threads'>,
  server = 'gateway',
): Warning<GatewayIoWarning>[] {
  const warnings: Warning<GatewayIoWarning>[] = [];
  const { ticks, telling } = splitCpuTime(serving);
  if (!telling) {
    warnings.push({
      code: 'FEW_TICKS',
      text: `The user/system split rests on few clock ticks (${ticks}): it means little.`,
      remedy: `Repeat the load until it does: --min-ticks ${ticksForTellingSplit()}.`,
    });
  }
  const { onCpuNs, runQueueDelayNs } = serving;
  if (onCpuNs === null || runQueueDelayNs === null) {
    warnings.push({
      code: 'NO_SCHEDSTAT',
      text: 'This kernel keeps no scheduling statistics: CPU time is known in ticks only.',
      remedy: 'Use a kernel with CONFIG_SCHED_INFO.',
    });
  } else if (runQueueDelayNs > BUSY_RATIO * onCpuNs) {
    warnings.push({
      code: 'BUSY_MACHINE',
      text: `The ${server} waited longer for a CPU than it ran: the machine was busy.`,
      remedy: 'Believe the counts, not the times, and repeat on a quiet one.',
    });
  }
  if (threads.started > 0) {
    warnings.push({
      code: 'THREADS_BEGAN',
      text: `${threads.started} threads began while serving: their start is among the costs.`,
      remedy: 'Repeat on a quiet machine, or with more connections to spread it over.',
    });
  }
  if (threads.ended > 0) {
    warnings.push({
      code: 'THREADS_ENDED',
      text: `${threads.ended} threads ended while serving: what they used after their last reading is missing.`,
      remedy: 'Take CPU time and switches for lower bounds.',
    });
  }
  return warnings;
}

function judgeTracer(tracer: string, traced: Float64Array, untraced: Float64Array): Warning<GatewayIoWarning>[] {
  return judgeSlowDown(tracer, medianRatio(sortedSample(traced), sortedSample(untraced)).ratio);
}

export function judgeSlowDown(tracer: string, ratio: number, server = 'gateway'): Warning<GatewayIoWarning>[] {
  if (ratio <= SLOW_TRACER_FACTOR) return [];
  const text = `${tracer} slowed the load ${ratio.toFixed(1)}-fold: the traced ${server} may batch and sleep otherwise.`;
  return [
    { code: 'SLOW_TRACER', text, remedy: 'Believe what must happen once per round trip, not what depends on timing.' },
  ];
}

export function compareTracers(
  strace: Pick<StracePass, 'mix' | 'roundTrips'>,
  perf: Pick<PerfMeasured, 'mix'>,
): Warning<GatewayIoWarning>[] {
  const rowIn = (mix: ServingRow[], syscall: string) => mix.find((row) => row.syscall === syscall);
  const syscalls = new Set([...strace.mix, ...perf.mix].map(({ syscall }) => syscall));
  const differing = Array.from(syscalls).filter((syscall) => {
    const [one, other] = [rowIn(strace.mix, syscall), rowIn(perf.mix, syscall)];
    const allowed = Math.max(DISAGREEMENT, STRAY_CALLS / strace.roundTrips) + (one?.spread ?? 0) + (other?.spread ?? 0);
    return Math.abs((one?.perRoundTrip ?? 0) - (other?.perRoundTrip ?? 0)) > allowed;
  });
  if (differing.length === 0) return [];
  const names = differing.join(', ');
  return [
    {
      code: 'TRACERS_DISAGREE',
      text: `strace and perf differ on ${names}: these depend on timing, which each tracer changes.`,
      remedy: 'Trust neither figure for them.',
    },
  ];
}

function judgeRepeated(repetitions: readonly Repetition[]): Warning<GatewayIoWarning>[] {
  const warnings: Warning<GatewayIoWarning>[] = [];
  const shares = repetitions.map((repetition) => countedMedian(repetition, ({ driverShare }) => driverShare) ?? 0);
  const share = median(sortedSample(shares));
  if (share > SATURATED_SHARE) {
    warnings.push({
      code: 'DRIVER_SATURATED',
      text: `Bounded by the driver: it was on a CPU for ${(share * 100).toFixed(0)} % of the time of the round trips.`,
      remedy: 'Trust the CPU time of the gateway, and take the round trips for those of the driver.',
    });
  }
  const warmUp = warmUpLength(typicalLoads(repetitions));
  if (warmUp === undefined || warmUp > WARM_UP_LOADS) {
    warnings.push({
      code: 'NOT_WARM',
      text: `The gateway went on getting faster after the ${WARM_UP_LOADS} loads that were left out for that.`,
      remedy: 'Raise QSL_PROFILE_CONNECTIONS, so that a load is longer.',
    });
  }
  return warnings;
}

/** CPU time by the yardstick, load by load, of the middle repetition; without scheduling statistics, the round trips. */
function typicalLoads(repetitions: readonly Repetition[]): number[] {
  const relative = repetitions.map(({ loads }) =>
    loads.map(({ cpuTime, yardstickCpuTime, median: roundTrip, yardstickMedian }) =>
      cpuTime === null || yardstickCpuTime === null ? roundTrip / yardstickMedian : cpuTime / yardstickCpuTime,
    ),
  );
  return (relative[0] ?? []).map((_, load) => median(sortedSample(relative.map((loads) => loads[load] as number))));
}
