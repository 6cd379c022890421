import { formatAmount, formatNumber, formatShare } from '../../artifact/format.ts';
import type { Quantity } from '../../artifact/quantity.ts';
import { layOut } from '../../artifact/text-table.ts';
import { METRIC_NAMES, METRICS } from './metrics.ts';
import type { RoundTripTime, UntracedProfile } from './result.ts';

/** Threads that took less are not worth their place. */
const NAMED_SHARE = 0.005;

/** Pass 1 as text: the table, and under it what the table cannot say. */
export function reportUntraced(profile: UntracedProfile, load = 'round trips, every reply checked'): string[] {
  const { roundTrips, startUpRoundTrips, threads, splitTicks } = profile;
  const rows = METRIC_NAMES.map((name) => [
    METRICS[name].label,
    ...[profile.startUp, profile.serving, profile.perRoundTrip, profile.idle].map((column) => amount(column[name])),
  ]);
  const running = formatNumber(threads.running.value ?? 0);
  return [
    `  1. Untraced, from procfs: ${count(roundTrips)} ${load}`,
    ...layOut(
      [['', 'start-up', 'serving', 'per round trip', 'idle as long'], ...rows],
      ['l', 'r', 'r', 'r', 'r'],
      '     ',
    ),
    ...layOut(
      [
        ['user | system', drawSplit(profile)],
        [
          'user/system split',
          `${formatSplit(profile)} user, 95 % interval; clock ticks it rests on: ${count(splitTicks)}`,
        ],
        ['threads', `${running}; ${count(threads.started)} began and ${count(threads.ended)} ended while serving`],
        ['CPU time went to', describeThreads(profile)],
        ...describeWarmUp(profile),
        ['round trip', describeTime(profile.roundTripTime)],
        ['start-up', `until at rest after its first ${count(startUpRoundTrips)} round trips; no part of what follows`],
      ],
      ['l', 'l'],
      '     ',
    ),
  ];
}

/** Which threads served, and what the runtime did for itself meanwhile. */
function describeThreads({ cpuTimeByThread }: UntracedProfile): string {
  const total = cpuTimeByThread.reduce((sum, { cpuTime }) => sum + (cpuTime.value ?? 0), 0);
  const shares = cpuTimeByThread.map(({ name, cpuTime }) => ({ name, share: (cpuTime.value ?? 0) / total }));
  const named = shares.filter(({ share }) => share >= NAMED_SHARE);
  return named.length === 0
    ? 'unavailable'
    : named.map(({ name, share }) => `${name} ${formatShare(share)}`).join(', ');
}

/** "57 % [25 %, 84 %]": the user share with its interval. */
export function formatSplit({ userShare: { value, interval } }: UntracedProfile): string {
  if (value === null || !interval) return 'unknown [0 %, 100 %]';
  return `${formatShare(value)} [${formatShare(interval.low)}, ${formatShare(interval.high)}]`;
}

const SPLIT_WIDTH = 40;

/** A line with as much of it thick as the gateway's own code took. */
function drawSplit({ userShare: { value } }: UntracedProfile): string {
  if (value === null) return 'unknown';
  const user = Math.round(value * SPLIT_WIDTH);
  return `${'█'.repeat(user)}${'░'.repeat(SPLIT_WIDTH - user)}`;
}

function describeWarmUp({ warmUp }: UntracedProfile): string[][] {
  if (warmUp === null) return [];
  return [
    [
      'warm-up',
      `CPU time per round trip: ${amount(warmUp.first)} in the first load, ${amount(warmUp.last)} in the last`,
    ],
  ];
}

function describeTime({ median, p99, max }: RoundTripTime): string {
  const { interval } = median;
  const range = interval ? ` [${formatAmount(interval.low, 'ns')}, ${formatAmount(interval.high, 'ns')}]` : '';
  return `median ${amount(median)}${range}, p99 ${amount(p99)}, max ${amount(max)}, on the client's clock`;
}

function amount({ value, unit }: Quantity): string {
  return formatAmount(value, unit);
}

function count({ value }: Quantity): string {
  return formatNumber(value ?? 0);
}
