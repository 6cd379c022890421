import { splitCpuTime, ticksForTellingSplit } from '../../statistics/cpu-split.ts';
import { medianRatio, sortedSample } from '../../statistics/order-statistics.ts';
import type { ServingRow } from '../../tracing/serving-mix.ts';
import type { UntracedPass } from './pass-1.ts';
import type { StracePass } from './pass-2.ts';
import type { PerfMeasured, PerfPass } from './pass-3.ts';

/** What may spoil a figure. A closed set; each comes with what to do about it. */
export type WarningCode =
  | 'FEW_TICKS'
  | 'BUSY_MACHINE'
  | 'THREADS_BEGAN'
  | 'THREADS_ENDED'
  | 'NO_SCHEDSTAT'
  | 'SLOW_TRACER'
  | 'TRACERS_DISAGREE';

export interface Warning {
  code: WarningCode;
  text: string;
  remedy: string;
}

/** A gateway that waits longer for a CPU than it computes shares the machine with something hungry. */
const BUSY_RATIO = 1;
/** Beyond this a traced program is another program. */
const SLOW_TRACER_FACTOR = 10;
/** Calls per round trip by which the tracers may differ beyond what the control runs do … */
const DISAGREEMENT = 0.05;
/** … and stray calls in a whole load. */
const STRAY_CALLS = 10;

/** Judges one transport's passes. */
export function findWarnings(untraced: UntracedPass, strace: StracePass, perf: PerfPass): Warning[] {
  return [
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
): Warning[] {
  const warnings: Warning[] = [];
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

function judgeTracer(tracer: string, traced: Float64Array, untraced: Float64Array): Warning[] {
  return judgeSlowDown(tracer, medianRatio(sortedSample(traced), sortedSample(untraced)).ratio);
}

export function judgeSlowDown(tracer: string, ratio: number, server = 'gateway'): Warning[] {
  if (ratio <= SLOW_TRACER_FACTOR) return [];
  const text = `${tracer} slowed the load ${ratio.toFixed(1)}-fold: the traced ${server} may batch and sleep otherwise.`;
  return [
    { code: 'SLOW_TRACER', text, remedy: 'Believe what must happen once per round trip, not what depends on timing.' },
  ];
}

export function compareTracers(
  strace: Pick<StracePass, 'mix' | 'roundTrips'>,
  perf: Pick<PerfMeasured, 'mix'>,
): Warning[] {
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
