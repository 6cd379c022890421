import { formatRate } from '../../artifact/format.ts';
import { servingRows } from '../../experiments/gateway-io/report-mix.ts';
import type { TransportProfile } from '../../experiments/gateway-io/result.ts';
import { estimateAt, percent, valueAt } from '../figures.ts';
import type { Cell } from '../html.ts';

/** What the passes found of one server, and where that is in the JSON. */
export interface Profiled {
  name: string;
  path: string;
  profile: Pick<TransportProfile, 'untraced' | 'strace'>;
}

/** Rows that hold for any server: whose code takes the time, and what it calls. */
export function passRows(profiles: readonly Profiled[]): Cell[][] {
  return [
    [
      'of it in its own code (user); the rest in the kernel',
      ...profiles.map(({ path, profile }) =>
        estimateAt(`${path}.untraced.userShare`, profile.untraced.userShare, (value) => percent(value)),
      ),
    ],
    [
      'clock ticks which that rests on',
      ...profiles.map(({ path, profile }) => valueAt(`${path}.untraced.splitTicks`, profile.untraced.splitTicks)),
    ],
    ['threads that took it', ...profiles.map(namedThreads)],
    ['system calls, the most', ...profiles.map(namedCalls)],
    [
      'tracer slow-down while they were counted',
      ...profiles.map(({ path, profile }) => estimateAt(`${path}.strace.slowDown`, profile.strace.slowDown, factor)),
    ],
  ];
}

const factor = (value: number | null) => (value === null ? 'unavailable' : `${formatRate(value)} ×`);

/** So many are named; the charts have them all. */
const NAMED = 5;

/** Threads that took less are not worth their place. */
const NAMED_SHARE = 0.005;

function namedThreads({ path, profile }: Profiled): Cell {
  const total = profile.untraced.cpuTimeByThread.reduce((sum, { cpuTime }) => sum + (cpuTime.value ?? 0), 0);
  return profile.untraced.cpuTimeByThread
    .filter(({ cpuTime }) => (cpuTime.value ?? 0) >= NAMED_SHARE * total)
    .slice(0, 2)
    .flatMap(({ name, cpuTime }, i) => [
      `${i === 0 ? '' : ', '}${name} `,
      valueAt(`${path}.untraced.cpuTimeByThread.${i}.cpuTime`, cpuTime),
    ]);
}

function namedCalls({ path, profile: { strace } }: Profiled): Cell {
  return servingRows(strace)
    .slice(0, NAMED)
    .flatMap(({ syscall, perRoundTrip }, i) => {
      const index = strace.table.rows.findIndex((row) => row.syscall === syscall);
      const at = `${path}.strace.table.rows.${index}.perRoundTrip`;
      return [`${i === 0 ? '' : ', '}${syscall} `, { path: at, value: perRoundTrip, text: formatRate(perRoundTrip) }];
    });
}
